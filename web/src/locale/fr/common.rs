//! Ce qui figure sur chaque page, et ce qui va de travers.

use crate::locale::words::{Common, Trouble};

pub const COMMON: Common = Common {
    brand: "Guichet",
    skip_to_content: "Aller au contenu",
    loading: "Chargement…",
    retry: "Réessayer",
    cancel: "Annuler",
    more: "Afficher la suite",
    navigation: "Navigation principale",
    my_tickets: "Mes demandes",
    my_articles: "Mes produits",
    queue: "Demandes",
    new_sale: "Vente",
    account: "Mon compte",
    account_menu: |name| format!("Compte de {name}"),
    sign_out: "Se déconnecter",
    language: "Langue",
    theme: "Apparence",
    theme_system: "Système",
    theme_light: "Claire",
    theme_dark: "Sombre",
    show_password: "Afficher le mot de passe",
    hide_password: "Masquer le mot de passe",
    client: "Client",
    seller: "Vendeur",
    technician: "Technicien",
    not_found_title: "Cette page n’existe pas",
    not_found_text: "L’adresse est peut-être incomplète, ou la page a changé de place.",
    back_home: "Revenir à l’accueil",
    ago: |age| format!("il y a {age}"),
    and: " et ",
};

pub const TROUBLE: Trouble = Trouble {
    reconnecting: "Le serveur ne répond pas. Nouvel essai en cours… Ce que vous avez saisi est conservé.",
    offline: "Votre appareil est hors ligne. Ce que vous avez saisi est conservé.",
    not_live: "Les nouveautés n’arrivent pas d’elles-mêmes ici : la page est relue toutes les trente secondes.",
    not_loaded: "Impossible d’afficher cette page",
    unreachable: "Le serveur ne répond pas. Rien n’est perdu : réessayez dans un instant.",
    session_ended: "Votre session a pris fin. Reconnectez-vous : ce que vous avez saisi est conservé.",
    forbidden: "Votre compte ne permet pas cette opération.",
    rate_limited: |seconds| match seconds {
        Some(seconds) if seconds > 90 => {
            format!("Trop d’opérations rapprochées. Réessayez dans {} min.", seconds.div_ceil(60))
        }
        Some(seconds) => format!("Trop d’opérations rapprochées. Réessayez dans {seconds} s."),
        None => "Trop d’opérations rapprochées. Patientez un peu avant de réessayer.".to_owned(),
    },
    internal: |request| match request {
        Some(request) => {
            format!("Le serveur a rencontré un problème. Réessayez ; si cela persiste, signalez le code {request}.")
        }
        None => "Le serveur a rencontré un problème. Réessayez dans un instant.".to_owned(),
    },
};
