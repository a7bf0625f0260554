//! Ce qui ne va pas dans une saisie, et ce qui est attendu.

use guichet_domain::{Invalid, Reason};

/// La phrase pour une saisie refusée.
pub fn invalid(Invalid { reason, limit }: Invalid) -> String {
    let limit = limit.unwrap_or_default();
    match reason {
        Reason::Blank => "Ce champ est à remplir.",
        Reason::TooLong => return format!("Trop long : {limit} caractères au plus."),
        Reason::TooShort => return format!("Trop court : {limit} caractères au moins."),
        Reason::ControlCharacter => "Un caractère invisible n’est pas accepté : retapez ce texte au lieu de le coller.",
        Reason::MalformedEmail => "Une adresse de courriel est attendue, comme nom@exemple.fr.",
        Reason::SerialNumberLength => "Un numéro de série compte 15 caractères.",
        Reason::SerialNumberCharacter => "Seuls des chiffres et des lettres sans accent sont attendus.",
        Reason::PasswordIsEmail => "Le mot de passe ne doit pas contenir l’adresse de courriel.",
        Reason::CommonPassword => "Ce mot de passe est trop facile à deviner : choisissez-en un autre.",
        Reason::MalformedDay => "Indiquez une date valide.",
        Reason::FutureDay => "La date de vente ne peut pas être dans le futur.",
        Reason::EarlyDay => "Vérifiez l’année : cette date est antérieure à 1990.",
        Reason::OffSale => "Ce produit n’est plus en vente : indiquez une date de vente passée.",
        Reason::ExpiryPast => "Choisissez une date à venir.",
        Reason::ExpiryTooFar => return format!("Trop lointain : {limit} jours au plus."),
        Reason::TooManyAccessTokens => return format!("{limit} jetons sont en service : révoquez-en un d’abord."),
        Reason::EmailTaken => "Un autre compte utilise déjà cette adresse.",
        Reason::AlreadySold => "Ce numéro de série a déjà été vendu pour ce produit.",
        Reason::NotFound => "Introuvable : cela n’existe pas, ou plus.",
        Reason::AlreadyResolved => "Cette demande est résolue : elle n’accepte plus de réponse.",
        Reason::WrongCredentials => "L’adresse et le mot de passe ne correspondent pas.",
        Reason::WrongPassword => "Ce n’est pas le mot de passe de ce compte.",
        Reason::SessionEnded => "Votre session a pris fin. Reconnectez-vous.",
        Reason::NewerMessage => "Un autre message est arrivé entre-temps : lisez-le, puis envoyez le vôtre.",
        Reason::KeyReused => "Cet envoi a déjà été fait avec un autre contenu. Rechargez la page.",
    }
    .to_owned()
}
