//! Les jetons d'accès.

use crate::locale::words::Tokens;

pub const TOKENS: Tokens = Tokens {
    title: "Jetons d’accès",
    lead: "Un jeton permet à un outil d’agir en votre nom, sans votre mot de passe. Changer de mot de passe les révoque tous.",
    none: "Aucun jeton en service.",
    read: "Lecture",
    write: "Lecture et écriture",
    until: "jusqu’au",
    expired: "a pris fin le",
    used: "Dernière utilisation :",
    unused: "Jamais utilisé",
    new: "Nouveau jeton",
    name: "Nom du jeton",
    scope: "Ce qu’il permet",
    lasts: "Durée",
    lengths: ["1 mois", "3 mois", "6 mois", "1 an"],
    submit: "Créer le jeton",
    made: "Voici votre jeton. Copiez-le maintenant : il ne s’affichera plus.",
    secret: "Jeton",
    copy: "Copier",
    copied: "Le jeton est copié.",
    revoke: "Révoquer",
    revoke_question: "Révoquer ce jeton ?",
    revoke_text: "L’outil qui l’utilise ne pourra plus rien faire en votre nom. Cette action est irréversible.",
    revoke_confirm: "Oui, le révoquer",
    revoked: "Le jeton est révoqué.",
};
