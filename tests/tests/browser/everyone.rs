//! Screens that everybody can use: the rules of WCAG 2.2 AA that a program can check, on every screen, in both themes, wide
//! and narrow; and nothing that is cut at 320 pixels, or needs more than one direction of scrolling.

use guichet_tests::{TestApp, browser::Browser, manual::Programs};
use serde_json::Value;
use std::fs;

const PASSWORD: &str = "comptoir-de-demonstration";
const CLIENT: &str = "claire.martin@example.org";
const SELLER: &str = "sophie.marchand@guichet.example";
const TECHNICIAN: &str = "thomas.lefevre@guichet.example";

/// Widths of a window, in CSS pixels: a screen at a desk, a telephone, and WCAG's narrowest.
const WIDTHS: [u32; 3] = [1440, 360, 320];

/// Runs axe over what shows, and gives what breaks a rule: `rule: element`, a line each.
const AUDIT: &str = "
    const wanted = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    return axe.run(document, { runOnly: { type: 'tag', values: wanted }, resultTypes: ['violations'] })
        .then(found => found.violations.flatMap(rule => rule.nodes.map(node =>
            `${rule.id}: ${node.target.join(' ')}: ${node.failureSummary.replace(/\\s+/g, ' ')}`)));";

/// What sticks out of a window that does not scroll sideways.
const CUT: &str = "
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    return [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > width + 1)
        .map(e => `sticks out: ${e.tagName} ${e.className}`).slice(0, 5);";

/// A browser whose screens are looked at.
struct Audit {
    browser: Browser,
    axe: String,
    complaints: Vec<String>,
}

impl Audit {
    async fn open(app: &TestApp, path: &str) -> Self {
        let axe = fs::read_to_string(Programs::find().modules.join("axe-core/axe.min.js")).expect("axe-core is installed");
        Self { browser: Browser::open(app, path).await, axe, complaints: Vec::new() }
    }

    async fn signed_in(app: &TestApp, email: &str) -> Self {
        let audit = Self::open(app, "/connexion").await;
        audit.browser.sign_in(email, PASSWORD).await;
        audit.browser.gone("form[data-test=sign-in]").await;
        audit
    }

    /// Looks at a screen once this shows.
    async fn screen(&mut self, path: &str, sign: &str) {
        self.browser.go(path).await;
        self.browser.see(sign).await;
        self.look(path).await;
    }

    /// Looks at what shows.
    async fn look(&mut self, name: &str) {
        self.browser.gone(".skeleton").await;
        self.browser.run(&self.axe).await;
        for width in WIDTHS {
            self.browser.resize(width, 900).await;
            for theme in ["light", "dark"] {
                // At once, not over the time that a change of colours takes to be seen.
                let dress = format!("document.documentElement.dataset.theme = '{theme}'; \
                                     document.getAnimations().forEach(animation => animation.finish())");
                self.browser.run(&dress).await;
                self.note(&format!("{name} {width} {theme}"), AUDIT).await;
            }
            self.note(&format!("{name} {width}"), CUT).await;
        }
        self.browser.resize(WIDTHS[0], 900).await;
    }

    async fn note(&mut self, where_: &str, script: &str) {
        let Value::Array(found) = self.browser.run(script).await else { panic!("{where_}: no audit") };
        self.complaints.extend(found.iter().map(|it| format!("{where_}: {}", it.as_str().unwrap_or_default())));
    }

    async fn end(self) {
        self.browser.close().await;
        assert!(self.complaints.is_empty(), "{}", self.complaints.join("\n"));
    }
}

#[tokio::test]
async fn a_visitor() {
    let app = TestApp::demonstration().await;
    let mut audit = Audit::open(&app, "/connexion").await;
    audit.screen("/connexion", "[data-test=sign-in]").await;
    audit.browser.sign_in(CLIENT, "pas le bon mot de passe").await;
    audit.browser.see("[role=alert]").await;
    audit.look("sign-in refused").await;
    audit.end().await;
}

#[tokio::test]
async fn a_client() {
    let app = TestApp::demonstration().await;
    let mut audit = Audit::signed_in(&app, CLIENT).await;
    audit.screen("/demandes", "[data-test=ticket-row]").await;
    let number = audit.browser.run("return document.querySelector('[data-test=ticket-row]').dataset.number").await;
    audit.screen(&format!("/demandes/{}", number.as_str().unwrap()), "[data-test=message]").await;
    audit.screen("/demandes/nouvelle", "[data-test=article-choice]").await;
    audit.browser.press("[data-test=article-choice]", "").await;
    audit.browser.see("[name=title]").await;
    audit.browser.click("new-ticket-submit").await;
    audit.browser.see("[aria-invalid=true]").await;
    audit.look("a request without words").await;
    audit.screen("/produits", "[data-test=article]").await;
    audit.screen("/compte", "[name=currentPassword]").await;
    audit.screen("/nulle-part", "h1").await;
    audit.end().await;
}

#[tokio::test]
async fn a_seller() {
    let app = TestApp::demonstration().await;
    let mut audit = Audit::signed_in(&app, SELLER).await;
    audit.screen("/ventes/nouvelle", "[name=clientTerm]").await;
    audit.browser.fill("clientTerm", "martin").await;
    audit.browser.see("[data-test=suggestion]").await;
    audit.look("clients suggested").await;
    audit.screen("/ventes/nouvelle", "[name=clientTerm]").await;
    audit.browser.fill("clientTerm", "personne de ce nom").await;
    audit.browser.click("create-client").await;
    audit.browser.see("[name=firstName]").await;
    audit.browser.click("create-client-submit").await;
    audit.browser.see("[aria-invalid=true]").await;
    audit.look("a client without a name").await;
    audit.end().await;
}

#[tokio::test]
async fn a_technician() {
    let app = TestApp::demonstration().await;
    let mut audit = Audit::signed_in(&app, TECHNICIAN).await;
    audit.screen("/file", "[data-test=ticket-row]").await;
    let number = audit.browser.run("return document.querySelector('[data-test=ticket-row]').dataset.number").await;
    audit.screen(&format!("/file/{}", number.as_str().unwrap()), "[data-test=message]").await;
    audit.browser.type_keys("?").await;
    audit.browser.see("dialog[open]").await;
    audit.look("the keys").await;
    audit.screen("/file?recherche=ecran", "mark").await;
    audit.screen("/file?recherche=zzzzzzzz", "[data-test=empty]").await;
    audit.screen("/compte", "[name=currentPassword]").await;
    audit.end().await;
}
