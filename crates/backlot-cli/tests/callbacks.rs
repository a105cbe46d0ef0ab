//! Does a webhook reach a receiver on this machine whose certificate this machine trusts, and which error is told if it does not?
//!
//! The trust of a process is read from its environment, so each case has a process of its own.

#![expect(clippy::unwrap_used, reason = "in tests, also in their helpers, a panic is the finding")]

use std::io::{BufRead as _, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::thread::JoinHandle;

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use serde_json::{Value, json};

/// A running sandbox. It ends with the test.
struct Sandbox {
    child: Child,
    address: String,
}

impl Sandbox {
    /// Starts a sandbox that insists on HTTPS and trusts the CAs in a file.
    fn start(trusted: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_backlot"))
            .args(["--port", "0", "--clock", "frozen", "--log", "json", "--strict"])
            .env("SSL_CERT_FILE", trusted)
            .env_remove("SSL_CERT_DIR")
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        stdout.read_line(&mut line).unwrap();
        let ready: Value = serde_json::from_str(&line).unwrap();
        let address = ready["url"].as_str().unwrap().trim_start_matches("http://").to_owned();
        std::thread::spawn(move || stdout.lines().count());
        Self { child, address }
    }

    fn ask(&self, method: &str, path: &str, body: &Value) -> Value {
        let (mut stream, body) = (TcpStream::connect(&self.address).unwrap(), body.to_string());
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer the-caller\r\n\
             content-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
            self.address,
            body.len()
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap()
    }

    /// Makes a task call back. Returns its delivery after the first attempt.
    fn delivery(&self, callback_url: &str) -> Value {
        let order = json!({ "request_type": "callback", "callback_url": callback_url, "input": {
            "mode": "standard", "type": "animate",
            "image_urls": ["https://example.com/a.png"], "video_urls": ["https://example.com/a.mp4"],
        } });
        let made = self.ask("POST", "/apixo/api/v1/generateTask/wan-2-2-animate", &order);
        assert_eq!(made["code"], 200, "{made}");
        self.ask("POST", "/_backlot/clock/advance", &json!({ "seconds": 40 }));
        self.ask("GET", "/_backlot/webhooks", &Value::Null)["deliveries"][0].clone()
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        // The process may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Creates a CA for one test, and a TLS setup for `localhost` with a certificate of it.
fn authority(name: &str) -> (PathBuf, ServerConfig) {
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.distinguished_name.push(DnType::CommonName, name);
    let ca = params.self_signed(&key).unwrap();
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.pem"));
    std::fs::write(&file, ca.pem()).unwrap();

    let issuer = Issuer::new(params, key);
    let key = KeyPair::generate().unwrap();
    let certificate =
        CertificateParams::new(["localhost".to_owned()]).unwrap().signed_by(&key, &issuer).unwrap();
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)
        .unwrap();
    (file, config)
}

/// Answers one caller with 200. Returns the URL, and a thread that returns the bytes that were sent.
fn receiver(config: ServerConfig) -> (String, JoinHandle<std::io::Result<Vec<u8>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("https://localhost:{}/hook", listener.local_addr().unwrap().port());
    let receiving = std::thread::spawn(move || {
        let connection = ServerConnection::new(Arc::new(config)).unwrap();
        let mut stream = BufReader::new(StreamOwned::new(connection, listener.accept()?.0));
        let (mut line, mut length) = (String::new(), 0);
        while stream.read_line(&mut line)? > 2 {
            let (name, value) = line.split_once(':').unwrap_or_default();
            if name.eq_ignore_ascii_case("content-length") {
                length = value.trim().parse().unwrap();
            }
            line.clear();
        }
        let mut body = vec![0; length];
        stream.read_exact(&mut body)?;
        stream.get_mut().write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")?;
        stream.get_mut().flush()?;
        Ok(body)
    });
    (url, receiving)
}

#[test]
fn a_receiver_that_this_machine_trusts_is_called_over_tls() {
    let (ca, config) = authority("trusted");
    let (url, receiving) = receiver(config);
    let delivery = Sandbox::start(&ca).delivery(&url);
    assert_eq!(delivery["state"], "delivered", "{delivery}");
    let body: Value = serde_json::from_slice(&receiving.join().unwrap().unwrap()).unwrap();
    assert_eq!(body["data"]["state"], "success", "{body}");
}

#[test]
fn a_receiver_that_it_does_not_trust_is_told_of_with_a_way_out() {
    let (_, config) = authority("unknown");
    let (other, _) = authority("other");
    let (url, receiving) = receiver(config);
    let delivery = Sandbox::start(&other).delivery(&url);
    let error = delivery["attempts"][0]["error"].as_str().unwrap_or_else(|| panic!("{delivery}"));
    assert!(error.contains("UnknownIssuer") && error.contains("SSL_CERT_FILE"), "{error}");
    assert!(receiving.join().unwrap().is_err(), "nothing was told to it");
}
