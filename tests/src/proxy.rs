//! The proxy of docs/proxy, as it stands there but for ports and files.

use crate::{
    PATIENCE,
    guardian::{self, Guarded},
    program,
};
use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Instant,
};
use tempfile::TempDir;
use tokio::{
    io::{Join, join},
    net::TcpStream,
    process::{Child, ChildStdin, ChildStdout},
};

/// The name of the site in the configuration.
pub const NAME: &str = "help.example.org";
const CONFIGURATION: &str = include_str!("../../docs/proxy/nginx.conf");

/// A running nginx, with a certificate that it made for itself.
#[derive(Debug)]
pub struct Proxy {
    /// Where it redirects from.
    pub plain_port: u16,
    /// Where it speaks TLS.
    pub port: u16,
    folder: PathBuf,
    _process: Guarded,
}

impl Proxy {
    /// Starts nginx in front of the server at this address (`127.0.0.1:8080`).
    pub async fn before(server: &str) -> Self {
        let nginx =
            program::find("nginx", &["/usr/sbin".into()]).expect("nginx is missing: `apt-get install nginx-light`");
        let folder = TempDir::with_prefix("guichet-nginx-").unwrap().keep();
        certify(&folder);
        let (plain_port, port) = (program::free_port(), program::free_port());
        let file = |name: &str| folder.join(name).display().to_string();
        let mut configuration = CONFIGURATION.to_owned();
        for (written, replaced) in [
            ("/run/nginx.pid", file("nginx.pid")),
            ("/var/log/nginx/", file("")),
            ("server 127.0.0.1:8080;", format!("server {server};")),
            ("listen 80;", format!("listen 127.0.0.1:{plain_port};")),
            ("listen 443 ssl;", format!("listen 127.0.0.1:{port} ssl;")),
            ("/etc/ssl/certs/help.example.org.pem", file("certificate.pem")),
            ("/etc/ssl/private/help.example.org.key", file("certificate.key")),
        ] {
            assert!(configuration.contains(written), "docs/proxy/nginx.conf does not say {written}");
            configuration = configuration.replace(written, &replaced);
        }
        fs::write(folder.join("nginx.conf"), configuration).unwrap();
        let global = format!("daemon off; {}", if is_root() { "user root;" } else { "" });
        let line = [&nginx.display().to_string(), "-p", &file(""), "-c", &file("nginx.conf"), "-g", &global];
        let process = Guarded::start(&folder, "TERM", &line.map(str::to_owned));
        let proxy = Self { plain_port, port, _process: process, folder };
        let start = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).await.is_err() {
            assert!(start.elapsed() < PATIENCE, "nginx does not answer:\n{}", guardian::log(&proxy.folder));
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        proxy
    }

    /// A connection over TLS, to a server that has the certificate of this name.
    ///
    /// OpenSSL's own client speaks it, in a process that ends with the connection.
    pub fn connect(&self) -> Tls {
        let mut child = tokio::process::Command::new("openssl")
            .args(["s_client", "-quiet", "-verify_return_error", "-verify_hostname", NAME, "-servername", NAME])
            .arg("-CAfile")
            .arg(self.folder.join("certificate.pem"))
            .args(["-connect", &format!("127.0.0.1:{}", self.port)])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .expect("openssl could not be started");
        let (input, output) = (child.stdin.take().expect("it is piped"), child.stdout.take().expect("it is piped"));
        Tls { stream: join(output, input), _process: child }
    }

    /// What it wrote down of the requests so far.
    #[must_use]
    pub fn access_log(&self) -> String {
        fs::read_to_string(self.folder.join("access.log")).unwrap_or_default()
    }
}

/// A connection over TLS.
#[derive(Debug)]
pub struct Tls {
    /// What goes in and out.
    pub stream: Join<ChildStdout, ChildStdin>,
    _process: Child,
}

/// Nobody else takes the place of whoever started it.
fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    fs::metadata("/proc/self").is_ok_and(|entry| entry.uid() == 0)
}

fn certify(folder: &Path) {
    let made = Command::new("openssl")
        .args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"])
        .args(["-subj", &format!("/CN={NAME}"), "-addext", &format!("subjectAltName=DNS:{NAME}")])
        .arg("-keyout")
        .arg(folder.join("certificate.key"))
        .arg("-out")
        .arg(folder.join("certificate.pem"))
        .output()
        .expect("openssl is missing: `apt-get install openssl`");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
}
