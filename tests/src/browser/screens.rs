//! The screens of the client, as the demonstration fills them.

use super::Browser;
use crate::TestApp;

/// The password of everybody in the demonstration.
pub const PASSWORD: &str = "comptoir-de-demonstration";

/// Who looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Nobody has signed in.
    Visitor,
    /// A client.
    Client,
    /// Staff, at the counter.
    Seller,
    /// Staff, at a desk.
    Technician,
}

impl Who {
    /// Everybody.
    pub const ALL: [Self; 4] = [Self::Visitor, Self::Client, Self::Seller, Self::Technician];

    /// What the demonstration's person signs in with.
    #[must_use]
    pub const fn email(self) -> &'static str {
        match self {
            Self::Visitor => "",
            Self::Client => "claire.martin@example.org",
            Self::Seller => "sophie.marchand@guichet.example",
            Self::Technician => "thomas.lefevre@guichet.example",
        }
    }

    /// What this person has screens for.
    #[must_use]
    pub const fn screens(self) -> &'static [Screen] {
        match self {
            Self::Visitor => &[Screen { name: "sign-in", path: "/connexion", sign: "[data-test=sign-in]" }],
            Self::Client => &[
                Screen { name: "home", path: "/demandes", sign: "[data-test=ticket-row]" },
                Screen { name: "request", path: "/demandes/{first}", sign: "[data-test=message]" },
                Screen { name: "new-request", path: "/demandes/nouvelle", sign: "[data-test=article-choice]" },
                Screen { name: "products", path: "/produits", sign: "[data-test=article]" },
                Screen { name: "account", path: "/compte", sign: "[name=currentPassword]" },
                Screen { name: "not-found", path: "/nulle-part", sign: "h1" },
            ],
            Self::Seller => &[Screen { name: "sale", path: "/ventes/nouvelle", sign: "[name=clientTerm]" }],
            Self::Technician => &[
                Screen { name: "queue", path: "/file", sign: "[data-test=ticket-row]" },
                Screen { name: "thread", path: "/file/{first}", sign: "[data-test=message]" },
                Screen { name: "search", path: "/file?recherche=ecran", sign: "mark" },
                Screen { name: "nothing-found", path: "/file?recherche=zzzzzz", sign: "[data-test=empty]" },
                Screen { name: "account", path: "/compte", sign: "[name=currentPassword]" },
            ],
        }
    }
}

/// A screen.
#[derive(Clone, Copy, Debug)]
pub struct Screen {
    /// What it is called here.
    pub name: &'static str,
    /// Where it is; `{first}` stands for the number of the first row of the list above it.
    path: &'static str,
    /// What shows once it is there.
    sign: &'static str,
}

impl Browser {
    /// A browser of this person, in French.
    pub async fn of(app: &TestApp, who: Who) -> Self {
        let browser = Self::open(app, "/connexion").await;
        browser.press("label:has([name=language])", "Français").await;
        if who != Who::Visitor {
            browser.sign_in(who.email(), PASSWORD).await;
            browser.gone("form[data-test=sign-in]").await;
        }
        browser
    }

    /// Goes to a screen and waits until it is there.
    pub async fn show(&self, screen: &Screen) {
        let mut path = screen.path.to_owned();
        if let Some((list, _)) = screen.path.split_once("/{first}") {
            self.go(list).await;
            self.see("[data-test=ticket-row]").await;
            let first = self.run("return document.querySelector('[data-test=ticket-row]').dataset.number").await;
            path = path.replace("{first}", first.as_str().expect("rows are numbered"));
        }
        self.go(&path).await;
        self.see(screen.sign).await;
        self.gone(".skeleton").await;
    }

    /// Puts on the light or the dark theme, at once.
    pub async fn dress(&self, theme: &str) {
        // Not over the time that a change of colours takes to be seen.
        self.run(&format!(
            "document.documentElement.dataset.theme = '{theme}'; \
             document.getAnimations().forEach(animation => animation.finish())"
        ))
        .await;
    }
}
