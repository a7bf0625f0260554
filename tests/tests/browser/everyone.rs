//! Screens that everybody can use: the rules of WCAG 2.2 AA that a program can check, on every screen, in both themes, wide
//! and narrow; and nothing that is cut at 320 pixels, or needs more than one direction of scrolling.

use guichet_tests::{
    TestApp,
    browser::{Browser, screens::Who},
    manual::Programs,
};
use serde_json::Value;
use std::fs;

/// Widths of a window, in CSS pixels: a screen at a desk, a telephone, and WCAG's narrowest.
const WIDTHS: [u32; 3] = [1440, 360, 320];

/// Runs axe over what shows, and gives what breaks a rule: `rule: element`, a line each.
const AUDIT: &str = "
    const wanted = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    // Off unless asked for: targets of at least 24 pixels.
    const rules = { 'target-size': { enabled: true } };
    return axe.run(document, { runOnly: { type: 'tag', values: wanted }, rules, resultTypes: ['violations'] })
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
    /// Looks at all screens of somebody.
    async fn of(app: &TestApp, who: Who) -> Self {
        let axe =
            fs::read_to_string(Programs::find().modules.join("axe-core/axe.min.js")).expect("axe-core is installed");
        let mut audit = Self { browser: Browser::of(app, who).await, axe, complaints: Vec::new() };
        for screen in who.screens() {
            audit.browser.show(screen).await;
            audit.look(screen.name).await;
        }
        audit
    }

    /// Looks at what shows.
    async fn look(&mut self, name: &str) {
        self.browser.gone(".skeleton").await;
        self.browser.run(&self.axe).await;
        for width in WIDTHS {
            self.browser.resize(width, 900).await;
            for theme in ["light", "dark"] {
                self.browser.dress(theme).await;
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
    let mut audit = Audit::of(&app, Who::Visitor).await;
    audit.browser.sign_in(Who::Client.email(), "pas le bon mot de passe").await;
    audit.browser.see("[role=alert]").await;
    audit.look("sign-in refused").await;
    audit.end().await;
}

#[tokio::test]
async fn a_client() {
    let app = TestApp::demonstration().await;
    let mut audit = Audit::of(&app, Who::Client).await;
    audit.browser.go("/demandes/nouvelle").await;
    audit.browser.press("[data-test=article-choice]", "").await;
    audit.browser.see("[name=title]").await;
    audit.browser.click("new-ticket-submit").await;
    audit.browser.see("[aria-invalid=true]").await;
    audit.look("a request without words").await;
    audit.end().await;
}

#[tokio::test]
async fn paper_is_white_whatever_the_screen_is() {
    let app = TestApp::demonstration().await;
    let browser = Browser::of(&app, Who::Client).await;
    let request = Who::Client.screens().iter().find(|screen| screen.name == "request").unwrap();
    browser.show(request).await;
    for theme in ["light", "dark"] {
        browser.dress(theme).await;
        browser.printed(true).await;
        browser.comes_true("return getComputedStyle(document.documentElement).colorScheme === 'light'").await;
        browser.gone("header, nav, form, button").await;
        browser.printed(false).await;
        browser.see("header").await;
    }
    browser.close().await;
}

#[tokio::test]
async fn a_seller() {
    let app = TestApp::demonstration().await;
    let mut audit = Audit::of(&app, Who::Seller).await;
    audit.browser.fill("clientTerm", "martin").await;
    audit.browser.see("[data-test=suggestion]").await;
    audit.look("clients suggested").await;
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
    let mut audit = Audit::of(&app, Who::Technician).await;
    audit.browser.go("/file").await;
    audit.browser.see("[data-test=ticket-row]").await;
    audit.browser.type_keys("?").await;
    audit.browser.see("dialog[open]").await;
    audit.look("the keys").await;
    audit.end().await;
}
