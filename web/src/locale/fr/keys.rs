//! Les touches du poste de travail.

use crate::locale::words::Keys;

pub const KEYS: Keys = Keys {
    title: "Raccourcis clavier",
    list: [
        ("j", "Demande suivante"),
        ("k", "Demande précédente"),
        ("Entrée", "Ouvrir la demande"),
        ("r", "Répondre"),
        ("e", "Marquer comme résolue, après confirmation"),
        ("/", "Rechercher"),
        ("Échap", "Quitter la réponse, puis revenir à la liste"),
        ("?", "Afficher cette aide"),
    ],
    text: "Ils n’agissent pas pendant la saisie, et se désactivent dans le menu de votre compte.",
    close: "Fermer",
    hint: |key| format!("Raccourci : {key}"),
    on: "Actifs",
    off: "Inactifs",
};
