//! The page that a visit starts with, and the module that starts the client.

use super::{Flavour, Site};
use anyhow::{Result, ensure};

/// What the page must load, by the names `web/index.html` calls them.
const NEEDED: [&str; 2] = ["boot.js", "styles.css"];

/// `web/index.html` with the addresses of this build: `"/boot.js"` becomes `"/assets/boot-….js"`.
///
/// # Errors
/// When the page does not load what the client can't do without.
pub fn resolve(template: &str, site: &Site) -> Result<String> {
    for name in NEEDED {
        ensure!(template.contains(&quoted("/", name)), "web/index.html does not load \"/{name}\"");
    }
    let resolve = |page: String, (name, address): (&str, &str)| page.replace(&quoted("/", name), &quoted("", address));
    Ok(site.addresses().fold(template.to_owned(), resolve))
}

fn quoted(prefix: &str, text: &str) -> String {
    format!("\"{prefix}{text}\"")
}

/// The module that starts the client. It is a file and not a part of the page, so that the server may forbid scripts in
/// pages.
pub fn boot(script: &str, wasm: &str, flavour: Flavour) -> String {
    // What the page says instead of the client shows once nothing says any more that it is on its way.
    let boot = format!(
        "import(\"{script}\")\n  .then(client => client.default({{ module_or_path: \"{wasm}\" }}))\n  .catch(error => {{\n    \
         document.getElementById(\"start\")?.remove();\n    throw error;\n  }});\n"
    );
    match flavour {
        Flavour::Published => boot,
        Flavour::Development => boot + RELOAD,
    }
}

/// The page names all that it loads by content, so its own tag changes whenever anything does. A server that was away is
/// another one.
const RELOAD: &str = r#"
let loaded, away;
setInterval(async () => {
  const answer = await fetch("/", { method: "HEAD", cache: "no-store" }).catch(() => null);
  const tag = answer?.ok && answer.headers.get("etag");
  if (tag && loaded && (away || loaded !== tag)) location.reload();
  away = !tag;
  loaded = tag || loaded;
}, 300);
"#;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_loads_this_builds_files() -> Result<()> {
        let mut site = Site::default();
        let boot = site.add("boot.js", b"");
        let styles = site.add("styles.css", b"");
        let page = resolve(r#"<link href="/styles.css"><script src="/boot.js"></script>"#, &site)?;
        assert_eq!(page, format!(r#"<link href="{styles}"><script src="{boot}"></script>"#));
        Ok(())
    }

    #[test]
    fn a_page_that_does_not_start_the_client_is_refused() {
        assert!(resolve("<p>", &Site::default()).is_err());
    }
}
