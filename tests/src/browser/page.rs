//! A browser and the page it shows.

use super::driver;
use crate::{PATIENCE, TestApp};
use fantoccini::{
    Client, Locator,
    actions::{InputSource, KeyAction, KeyActions},
    elements::Element,
    wd::WebDriverCompatibleCommand,
};
use reqwest::{Method, Url};
use serde_json::{Value, json};
use std::{
    str::FromStr,
    time::{Duration, Instant},
};

/// What fantoccini has no name for: a command of the driver, and its parameters.
#[derive(Debug)]
struct Command(&'static str, Value);

impl WebDriverCompatibleCommand for Command {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, <Url as FromStr>::Err> {
        base.join(&format!("session/{}/{}", session.unwrap_or_default(), self.0))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (Method::POST, Some(self.1.to_string()))
    }
}

/// How often a page is looked at while something is awaited.
const GLANCE: Duration = Duration::from_millis(50);

/// A browser of its own, with a profile of its own.
#[derive(Debug)]
pub struct Browser {
    client: Client,
    site: String,
}

impl Browser {
    /// Opens a browser on a page of this server.
    pub async fn open(app: &TestApp, path: &str) -> Self {
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let built = http.get(app.url("/")).send().await.expect("the server answers").status().is_success();
        assert!(built, "the web client is missing from web/dist: `cargo xtask client` builds it");
        let browser = Self { client: driver::open().await, site: app.url("") };
        browser.go(path).await;
        browser
    }

    /// Opens a browser and signs in, whatever page that leads to.
    pub async fn signed_in(app: &TestApp, path: &str, email: &str, password: &str) -> Self {
        let browser = Self::open(app, path).await;
        browser.sign_in(email, password).await;
        browser.gone(".card [name=email], form[data-test=sign-in]").await;
        browser
    }

    /// Types an address. This loads the page anew, as it does for a person.
    pub async fn go(&self, path: &str) {
        self.client.goto(&format!("{}{path}", self.site)).await.expect("the page does not load");
        // Lost when a page is loaded anew.
        self.run("window.loadedOnce = true").await;
    }

    /// Checks that the page was not loaded anew since [`Browser::go`].
    pub async fn assert_never_reloaded(&self) {
        assert_eq!(self.run("return window.loadedOnce === true").await, Value::Bool(true), "the page was loaded anew");
    }

    /// Goes back, as the browser's own button does.
    pub async fn back(&self) {
        self.client.back().await.expect("the browser does not go back");
    }

    /// Fills in and sends the form that signs in.
    pub async fn sign_in(&self, email: &str, password: &str) {
        self.fill("email", email).await;
        self.fill("password", password).await;
        self.click("sign-in-submit").await;
    }

    /// Leaves by the menu of the account.
    pub async fn sign_out(&self) {
        self.see("[data-test=account-menu] > summary").await.click().await.unwrap();
        self.click("sign-out").await;
        // What is typed next is typed there, not into the page that goes.
        self.see("main form[data-test=sign-in]").await;
    }

    /// Presses what is named so for tests.
    pub async fn click(&self, name: &str) {
        self.press(&format!("[data-test={name}]"), "").await;
    }

    /// Presses the first element that shows and holds this text.
    pub async fn press(&self, selector: &str, text: &str) {
        // What moves or is drawn anew at this very moment is pressed at the next glance.
        let pressed = self.until(async || match self.find(selector, text).await {
            Some(element) => element.click().await.is_ok().then_some(()),
            None => None,
        });
        pressed.await.unwrap_or_else(|page| panic!("{selector} {text:?} can't be pressed on {page}"));
    }

    /// Types a text into the field of this name, in the place of what stands there.
    pub async fn fill(&self, field: &str, text: &str) {
        // Control and A, then no key held any more.
        self.keys(field, &format!("\u{e009}a\u{e000}{text}")).await;
    }

    /// Goes on typing in the field of this name.
    pub async fn keys(&self, field: &str, text: &str) {
        loop {
            let element = self.see(&format!("[name={field}]")).await;
            match element.send_keys(text).await {
                Ok(()) => return,
                // Drawn anew since it was seen: nothing was typed.
                Err(error) if error.to_string().contains("stale element") => {}
                Err(error) => panic!("{field} can't be typed into: {error}"),
            }
        }
    }

    /// Presses these keys one after the other, wherever the focus is.
    pub async fn type_keys(&self, keys: &str) {
        let down_and_up = |value| [KeyAction::Down { value }, KeyAction::Up { value }];
        let actions = KeyActions::new("keyboard".to_owned());
        let actions = keys.chars().flat_map(down_and_up).fold(actions, |actions, action| actions.then(action));
        self.client.perform_actions(actions).await.unwrap_or_else(|error| panic!("{keys:?}: {error}"));
    }

    /// Waits until the element that has the focus is one of these.
    pub async fn focused(&self, selector: &str) {
        let script = "return document.activeElement.matches(arguments[0])";
        let focused = self.until(async || {
            let matches = self.client.execute(script, vec![selector.into()]).await.ok()?;
            (matches == Value::Bool(true)).then_some(())
        });
        focused.await.unwrap_or_else(|page| panic!("{selector} does not have the focus on {page}"));
    }

    /// What stands in the field of this name.
    pub async fn value(&self, field: &str) -> String {
        self.see(&format!("[name={field}]")).await.prop("value").await.unwrap().unwrap_or_default()
    }

    /// Waits for an element that shows.
    pub async fn see(&self, selector: &str) -> Element {
        self.see_text(selector, "").await
    }

    /// Waits for an element that shows and holds this text.
    pub async fn see_text(&self, selector: &str, text: &str) -> Element {
        let seen = self.until(async || self.find(selector, text).await).await;
        seen.unwrap_or_else(|page| panic!("{selector} {text:?} does not show on {page}"))
    }

    /// Waits until no such element shows.
    pub async fn gone(&self, selector: &str) {
        let gone = self.until(async || self.find(selector, "").await.is_none().then_some(())).await;
        gone.unwrap_or_else(|page| panic!("{selector} still shows on {page}"));
    }

    /// How many such elements show.
    pub async fn count(&self, selector: &str) -> usize {
        let script = "return [...document.querySelectorAll(arguments[0])].filter(e => e.checkVisibility()).length";
        let count = self.client.execute(script, vec![selector.into()]).await.expect("the page can't be looked at");
        usize::try_from(count.as_u64().expect("a count")).unwrap()
    }

    /// Waits until so many such elements show.
    pub async fn see_many(&self, selector: &str, count: usize) {
        let seen = self.until(async || (self.count(selector).await == count).then_some(())).await;
        seen.unwrap_or_else(|page| panic!("not {count} {selector} on {page}"));
    }

    /// The path of the page.
    pub async fn path(&self) -> String {
        self.client.current_url().await.unwrap().path().to_owned()
    }

    /// Waits until the page has this path.
    pub async fn at(&self, path: &str) {
        let there = self.until(async || (self.path().await == path).then_some(())).await;
        there.unwrap_or_else(|page| panic!("not {path} but {page}"));
    }

    /// Waits until a script gives true.
    pub async fn comes_true(&self, script: &str) {
        let is_so = self.until(async || {
            let answer = self.client.execute(script, Vec::new()).await.ok()?;
            (answer == Value::Bool(true)).then_some(())
        });
        is_so.await.unwrap_or_else(|page| panic!("not so: {script} on {page}"));
    }

    /// Waits until the title of the page begins so.
    pub async fn titled(&self, beginning: &str) {
        self.comes_true(&format!("return document.title.startsWith({})", json!(beginning))).await;
    }

    /// Waits until this device keeps something under a key that begins so.
    pub async fn keeps(&self, beginning: &str) {
        let starts = format!("key.startsWith({})", json!(beginning));
        self.comes_true(&format!("return Object.keys(localStorage).some(key => {starts})")).await;
    }

    /// Lets the pages of this site do something, or forbids it (the name is one of the Permissions API).
    pub async fn permit(&self, name: &str, allowed: bool) {
        let state = if allowed { "granted" } else { "denied" };
        let parameters = json!({ "descriptor": { "name": name }, "state": state });
        self.client
            .issue_cmd(Command("permissions", parameters))
            .await
            .unwrap_or_else(|error| panic!("{name}: {error}"));
    }

    /// Gives the page a window of this size, in CSS pixels.
    pub async fn resize(&self, width: u32, height: u32) {
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.devtools("Emulation.setDeviceMetricsOverride", size).await;
    }

    /// Shows the page as it is printed, or on a screen again.
    pub async fn printed(&self, printed: bool) {
        let media = if printed { "print" } else { "" };
        self.devtools("Emulation.setEmulatedMedia", json!({ "media": media })).await;
    }

    /// What shows, as a picture: PNG.
    pub async fn picture(&self) -> Vec<u8> {
        self.client.screenshot().await.expect("the page can't be looked at")
    }

    /// Runs a script at the beginning of each page that is loaded from now on.
    pub async fn begins_with(&self, script: &str) {
        self.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": script })).await;
    }

    /// Keeps from coming, from now on, whatever has an address like this (`*` stands for anything); nothing where it is empty.
    pub async fn block(&self, address: &str) {
        self.devtools("Network.enable", json!({})).await;
        self.devtools("Network.setCacheDisabled", json!({ "cacheDisabled": true })).await;
        let blocked: Vec<_> = Some(address).filter(|address| !address.is_empty()).into_iter().collect();
        self.devtools("Network.setBlockedURLs", json!({ "urls": blocked })).await;
    }

    /// A command of Chromium's own protocol.
    async fn devtools(&self, command: &str, parameters: Value) -> Value {
        let parameters = json!({ "cmd": command, "params": parameters });
        let done = self.client.issue_cmd(Command("goog/cdp/execute", parameters)).await;
        done.unwrap_or_else(|error| panic!("{command}: {error}"))
    }

    /// Does something while another tab is in sight.
    pub async fn behind_another_tab(&self, work: impl AsyncFnOnce()) {
        let here = self.client.window().await.unwrap();
        let other = self.client.new_window(true).await.unwrap().handle;
        self.client.switch_to_window(other).await.unwrap();
        work().await;
        // As long as a page takes to hear of it.
        tokio::time::sleep(Duration::from_secs(1)).await;
        self.client.close_window().await.unwrap();
        self.client.switch_to_window(here).await.unwrap();
    }

    /// Runs a script in the page.
    pub async fn run(&self, script: &str) -> Value {
        self.client.execute(script, Vec::new()).await.unwrap_or_else(|error| panic!("{script}: {error}"))
    }

    /// Closes the browser.
    pub async fn close(self) {
        self.client.close().await.expect("the browser does not close");
    }

    /// The first that shows and holds this text. An element that goes away while it is looked at does not show.
    async fn find(&self, selector: &str, text: &str) -> Option<Element> {
        for element in self.client.find_all(Locator::Css(selector)).await.unwrap_or_default() {
            let holds = text.is_empty() || element.text().await.is_ok_and(|whole| whole.contains(text));
            if holds && element.is_displayed().await.unwrap_or(false) {
                return Some(element);
            }
        }
        None
    }

    /// What `glance` finds in time, or what the page shows instead.
    async fn until<T>(&self, glance: impl AsyncFn() -> Option<T>) -> Result<T, String> {
        let start = Instant::now();
        while start.elapsed() < PATIENCE {
            if let Some(found) = glance().await {
                return Ok(found);
            }
            tokio::time::sleep(GLANCE).await;
        }
        let text = self.run("return location.href + '\\n' + document.body.innerText").await;
        Err(text.as_str().unwrap_or_default().to_owned())
    }
}
