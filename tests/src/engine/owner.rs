//! The user that a private PostgreSQL runs as.

use std::{path::Path, process::Command};

/// Whom the server runs as: PostgreSQL refuses root.
pub struct Owner(Option<&'static str>);

impl Owner {
    /// This user; another one for root.
    pub fn choose() -> Self {
        if id("-u", None) != Some(0) {
            return Self(None);
        }
        let other = ["postgres", "nobody"].into_iter().find(|name| id("-u", Some(name)).is_some());
        Self(Some(other.expect("PostgreSQL refuses root, and there is no user `postgres` to run it as")))
    }

    /// Makes a folder the owner's.
    pub fn give(&self, folder: &Path) {
        if let Some(name) = self.0 {
            std::os::unix::fs::chown(folder, id("-u", Some(name)), id("-g", Some(name))).unwrap();
        }
    }

    /// How a command of this owner begins.
    pub fn prefix(&self) -> Vec<String> {
        let Some(name) = self.0 else { return Vec::new() };
        let gid = id("-g", Some(name)).expect("a user has a group");
        vec!["setpriv".to_owned(), format!("--reuid={name}"), format!("--regid={gid}"), "--clear-groups".to_owned()]
    }

    /// Makes an empty cluster, whose superuser is `superuser`.
    pub fn initdb(&self, bin: &Path, data: &Path, superuser: &str) {
        let mut line = self.prefix();
        line.push(bin.join("initdb").display().to_string());
        let made = Command::new(&line[0])
            .args(&line[1..])
            .args(["-U", superuser, "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync", "-D"])
            .arg(data)
            .current_dir("/")
            .output()
            .expect("initdb could not be started");
        assert!(made.status.success(), "initdb: {}", String::from_utf8_lossy(&made.stderr));
    }
}

/// A number of a user; `None` when there is no such user.
fn id(which: &str, name: Option<&str>) -> Option<u32> {
    let output = Command::new("id").arg(which).args(name).output().ok()?;
    String::from_utf8(output.stdout).ok()?.trim().parse().ok()
}
