//! La connexion, les pages du client, le compte.

use crate::locale::words::{Account, Home, NewTicket, SignIn};

pub const SIGN_IN: SignIn = SignIn {
    title: "Connexion",
    lead: "Suivez vos demandes d’assistance.",
    email: "Adresse de courriel",
    password: "Mot de passe",
    submit: "Se connecter",
    help: "Votre compte est ouvert par le vendeur lors de votre achat. Mot de passe oublié ? Dites-le au point de vente : la personne qui gère ce site peut vous en donner un autre.",
    again_title: "Votre session a pris fin",
    again_text: "Reconnectez-vous pour continuer : la page et ce que vous avez saisi vous attendent.",
    other: |name| {
        format!(
            "Un autre compte, celui de {name}, s’est connecté depuis un autre onglet. Rien n’a été envoyé en son nom."
        )
    },
    go_on: "Quitter cette page et continuer avec l’autre compte",
};

pub const HOME: Home = Home {
    title: "Mes demandes d’assistance",
    lead: |name| format!("Bonjour {name}."),
    new_ticket: "Nouvelle demande",
    waiting: "En attente de votre réponse",
    waiting_none: "Aucune demande n’attend votre réponse.",
    tickets: "Mes demandes",
    other_tickets: "Mes autres demandes",
    tickets_none: "Aucune demande pour l’instant",
    tickets_none_text: "Un souci avec un produit ? Ouvrez une demande d’assistance, nous vous répondrons ici.",
    articles: "Mes produits",
    articles_lead: "Les produits que vous avez achetés chez nous.",
    articles_none: "Aucun produit enregistré",
    articles_none_text: "Le vendeur enregistre vos achats à votre nom. S’il en manque un, adressez-vous au point de vente.",
    ask_for_help: "Demander de l’aide",
    ask_for_help_on: |product| format!("Demander de l’aide pour {product}"),
    answered: |number| format!("Nouvelle réponse à votre demande n° {number}"),
    unread: "Non lue :",
    resolved: |number| format!("Votre demande n° {number} est résolue"),
};

pub const NEW_TICKET: NewTicket = NewTicket {
    title: "Nouvelle demande d’assistance",
    lead: "Choisissez le produit concerné, puis décrivez votre demande.",
    choose: "Produit concerné",
    choose_missing: "Choisissez le produit concerné.",
    change: "Changer de produit",
    subject: "Objet",
    subject_hint: "En quelques mots, par exemple : l’écran reste noir.",
    body: "Description",
    body_hint: "Ce qui se passe, depuis quand, et ce que vous avez déjà essayé.",
    submit: "Envoyer la demande",
    opened: "Votre demande est ouverte.",
    waiting: "Une nouvelle demande n’est pas encore partie.",
    refused: "Cette demande n’a pas pu être envoyée. Reprenez-la pour la corriger.",
    held: "Votre demande n’est pas partie : elle vous attend sous « Nouvelle demande ».",
};

pub const ACCOUNT: Account = Account {
    title: "Mon compte",
    email_title: "Adresse de courriel",
    email_now: |email| format!("Adresse actuelle : {email}. C’est votre identifiant de connexion."),
    new_email: "Nouvelle adresse de courriel",
    email_password_hint: "Pour confirmer que c’est bien vous.",
    email_submit: "Changer l’adresse",
    email_done: "Votre adresse de courriel est changée.",
    password_title: "Mot de passe",
    current_password: "Mot de passe actuel",
    new_password: "Nouveau mot de passe",
    new_password_hint: |least| format!("{least} caractères au moins ; une phrase convient très bien."),
    password_submit: "Changer le mot de passe",
    password_done: "Votre mot de passe est changé. Vos autres sessions ont pris fin.",
    notifications_title: "Notifications",
    notifications_text: "Quand une réponse arrive et que cette page n’est pas à l’écran, votre appareil peut vous le dire.",
    notifications_legend: "Notifications sur cet appareil",
    notifications_on: "Activées",
    notifications_off: "Désactivées",
    notifications_done: "Les notifications sont activées.",
    notifications_refused: "Votre navigateur les refuse : autorisez-les pour ce site dans ses réglages.",
};
