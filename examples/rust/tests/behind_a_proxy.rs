//! Does the program get along behind a proxy that ends TLS with a certificate authority of its own?

#![expect(clippy::unwrap_used, reason = "in tests, also in their helpers, a panic is the finding")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use backlot::{Mode, Sandbox};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// The host that nobody but the proxy knows.
const HOST: &str = "services.example";

/// Creates the certificate authority in PEM, and the TLS setup of a proxy that stands in for the host.
fn authority() -> (String, ServerConfig) {
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let pem = params.self_signed(&key).unwrap().pem();
    let issuer = Issuer::new(params, key);
    let key = KeyPair::generate().unwrap();
    let certificate = CertificateParams::new([HOST.to_owned()]).unwrap().signed_by(&key, &issuer).unwrap();
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)
        .unwrap();
    (pem, config)
}

/// Reads the head of a message: its lines without the empty one at the end.
fn head(reader: &mut impl BufRead) -> Option<Vec<String>> {
    let lines: Vec<_> =
        reader.by_ref().lines().map_while(Result::ok).take_while(|line| !line.is_empty()).collect();
    (!lines.is_empty()).then_some(lines)
}

fn length(head: &[String]) -> u64 {
    let value =
        head.iter().find_map(|line| line.to_lowercase().strip_prefix("content-length: ").map(str::to_owned));
    value.map_or(0, |value| value.parse().unwrap())
}

/// Serves one connection: ends the TLS in the tunnel, and passes its request on to the sandbox.
fn serve(mut tunnel: TcpStream, config: &Arc<ServerConfig>, sandbox: &str) -> Option<()> {
    let mut connect = BufReader::new(tunnel.try_clone().ok()?);
    let asked = head(&mut connect)?;
    assert!(asked[0].starts_with(&format!("CONNECT {HOST}:443")), "{asked:?}");
    let credentials = "proxy-authorization: basic bwu6c2vjcmv0";
    assert!(asked.iter().any(|line| line.to_lowercase() == credentials), "{asked:?}");
    tunnel.write_all(b"HTTP/1.1 200 Connected\r\n\r\n").ok()?;
    let connection = ServerConnection::new(config.clone()).ok()?;
    let mut client = BufReader::new(StreamOwned::new(connection, tunnel));
    let request = head(&mut client)?;
    let mut body = Vec::new();
    client.by_ref().take(length(&request)).read_to_end(&mut body).ok()?;
    let mut service = TcpStream::connect(sandbox).ok()?;
    // The sandbox answers to its own name alone, and each connection carries one request.
    let own =
        |line: &String| ["connection:", "host:"].iter().any(|name| line.to_lowercase().starts_with(name));
    let request = request.into_iter().filter(|line| !own(line)).chain([format!("host: {sandbox}")]);
    let request: Vec<_> = request.collect();
    write!(service, "{}\r\nconnection: close\r\n\r\n", request.join("\r\n")).ok()?;
    service.write_all(&body).ok()?;
    let mut answer = Vec::new();
    service.read_to_end(&mut answer).ok()?;
    client.get_mut().write_all(&answer).ok()?;
    client.get_mut().conn.send_close_notify();
    client.get_mut().flush().ok()
}

#[test]
fn all_four_clients_work_through_it() {
    let (pem, config) = authority();
    let sandbox = Sandbox::builder().clock(Mode::Skipping).start().unwrap();
    let world =
        sandbox.new_world(|settings| settings.public_url = Some(format!("https://{HOST}").into())).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let proxy = format!("http://{}", listener.local_addr().unwrap());
    let (address, config) = (sandbox.url().trim_start_matches("http://").to_owned(), Arc::new(config));
    let served = Arc::new(AtomicUsize::new(0));
    let counted = served.clone();
    std::thread::spawn(move || {
        for tunnel in listener.incoming().map_while(Result::ok) {
            let (config, address, counted) = (config.clone(), address.clone(), counted.clone());
            std::thread::spawn(move || {
                if serve(tunnel, &config, &address).is_some() {
                    counted.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
    });

    let out = std::env::temp_dir().join(format!("four-services-{}", std::process::id()));
    std::fs::create_dir(&out).unwrap();
    let ca = out.join("ca.pem");
    std::fs::write(&ca, pem).unwrap();
    let path = world.url("").trim_start_matches(&sandbox.url()).to_owned();
    let program = || {
        let mut program = Command::new(env!("CARGO_BIN_EXE_four-services"));
        program.env("SANDBOX", format!("https://{HOST}{path}"));
        program
            .env("CUTX_BASE_URL", format!("https://{HOST}{path}/cutx/api"))
            .env("PROXY", &proxy)
            .env("OUT", &out);
        program
    };
    let output = program().env("CA", &ca).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    for (file, start) in
        [("animus.png", &b"\x89PNG"[..]), ("cutx.png", b"\x89PNG"), ("apixo.mp4", b""), ("sumatman.mp4", b"")]
    {
        let bytes = std::fs::read(out.join(file)).unwrap();
        assert!(bytes.len() > 1000 && bytes.starts_with(start), "{file}");
    }
    assert!(served.load(Ordering::Relaxed) >= 12, "every request went through the proxy");

    // Without the proxy's authority, nothing is sent, and no time is lost with repeats.
    let (other, _) = authority();
    std::fs::write(&ca, other).unwrap();
    let output = program().env("CA", &ca).output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(
        !output.status.success() && told.contains("kind: Tls") && told.contains("may_have_been_sent: false"),
        "{told}"
    );
    std::fs::remove_dir_all(&out).unwrap();
}
