//! Do URLs in answers work for callers behind a proxy, and is a proxy's word held to the same rules as a `Host`?

use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

use super::support::{Sandbox, call, pass_over};

const CREATE: &str = "/animus/v2/generation/create";

fn trusting() -> Sandbox {
    Sandbox::start(&["--clock", "skipping", "--trust-forwarded", "--allow-host", "sandbox.example"])
}

/// Buys a picture through an address. Returns the URL of its file.
fn picture_url(address: &str, prefix: &str, headers: &[(&str, &str)]) -> String {
    let ask = |method, path: &str, body: &Value| -> Value {
        let (status, answer) = call(address, method, &format!("{prefix}{path}"), headers, body);
        assert_eq!(status, 200, "{answer}");
        serde_json::from_str(&answer).unwrap()
    };
    let bought = ask("POST", CREATE, &json!({ "prompt": "A pier" }));
    let path = format!("/animus/v2/generation/status/{}", bought["generation_id"].as_str().unwrap());
    let mut looks = std::iter::repeat_with(|| ask("GET", &path, &Value::Null));
    let done = looks.find(|seen| seen["status"] == "completed").unwrap();
    done["result_urls"][0].as_str().unwrap().to_owned()
}

#[test]
fn urls_begin_as_the_proxy_tells_and_only_if_it_is_trusted() {
    let headers = [
        ("host", "127.0.0.1:4080"),
        ("x-forwarded-host", "sandbox.example"),
        ("x-forwarded-proto", "https"),
        ("x-forwarded-prefix", "/mock"),
    ];
    let url = picture_url(&trusting().address, "", &headers);
    assert!(url.starts_with("https://sandbox.example/mock/media/animus/"), "{url}");
    let wary = Sandbox::start(&["--clock", "skipping"]);
    let url = picture_url(&wary.address, "", &headers);
    assert!(url.starts_with("http://127.0.0.1:4080/media/animus/"), "{url}");
}

#[test]
fn what_a_proxy_tells_is_held_to_the_rules_of_a_host() {
    let sandbox = trusting();
    let rows = [
        (("host", "sandbox.example"), ("x-forwarded-host", "sandbox.example"), 200),
        (("host", "127.0.0.1"), ("x-forwarded-host", "evil.example"), 403),
        (("host", "evil.example"), ("x-forwarded-host", "sandbox.example"), 403),
        (("host", "127.0.0.1"), ("forwarded", "host=evil.example"), 403),
        (("host", "127.0.0.1"), ("x-forwarded-host", "a b"), 400),
        (("host", "127.0.0.1"), ("x-forwarded-proto", "gopher"), 400),
        (("host", "127.0.0.1"), ("x-forwarded-prefix", "//evil.example"), 400),
    ];
    for (host, told, expected) in rows {
        let (status, answer) = call(&sandbox.address, "GET", "/_backlot/health", &[host, told], &Value::Null);
        assert_eq!(status, expected, "{told:?}: {answer}");
    }
}

/// The process of nginx, which ends with this value.
struct Nginx(Child);

impl Drop for Nginx {
    fn drop(&mut self) {
        let ended = Command::new("kill").args(["-QUIT", &self.0.id().to_string()]).status();
        assert!(ended.is_ok_and(|status| status.success()) && self.0.wait().is_ok());
    }
}

/// Starts nginx with the configuration of the documentation, on free ports of this machine and without TLS.
fn nginx(folder: &Path, sandbox: &str) -> (Nginx, u16) {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/deployment.md");
    let page = std::fs::read_to_string(page).unwrap();
    let server = page.split("```nginx\n").nth(1).unwrap().split("```").next().unwrap();
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let lines = server.lines().filter(|line| !line.trim().starts_with("ssl_"));
    let server = lines.collect::<Vec<_>>().join("\n");
    for part in ["listen 443 ssl;", "http://127.0.0.1:4080/;"] {
        assert_eq!(server.matches(part).count(), 1, "{part}");
    }
    let server = server
        .replace("listen 443 ssl;", &format!("listen 127.0.0.1:{port};"))
        .replace("http://127.0.0.1:4080/;", &format!("http://{sandbox}/;"));
    let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
    let temporary: String = temporary.map(|name| format!("{name}_temp_path {name};\n")).concat();
    let configuration = format!(
        "daemon off;\nmaster_process off;\npid nginx.pid;\nerror_log stderr notice;\nevents {{}}\n\
         http {{\naccess_log off;\n{temporary}{server}}}\n"
    );
    std::fs::write(folder.join("nginx.conf"), configuration).unwrap();
    let mut command = Command::new("nginx");
    command
        .arg("-p")
        .arg(folder)
        .args(["-e", "stderr", "-c", "nginx.conf"])
        .stdin(Stdio::null())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    let nginx = Nginx(child);
    let started = lines
        .find(|line| line.as_ref().is_ok_and(|line| line.contains("start worker") || line.contains("OS:")));
    assert!(started.is_some(), "nginx did not start");
    std::thread::spawn(move || lines.count());
    (nginx, port)
}

#[test]
fn the_documented_nginx_leads_to_a_sandbox_whose_urls_lead_back() {
    if !Command::new("nginx").arg("-v").output().is_ok_and(|output| output.status.success()) {
        return pass_over("nginx is not on this machine");
    }
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("nginx");
    std::fs::create_dir_all(&folder).unwrap();
    let sandbox = trusting();
    let (_nginx, port) = nginx(&folder, &sandbox.address);
    let (address, host) = (format!("127.0.0.1:{port}"), format!("sandbox.example:{port}"));
    let spoofed = [("host", &*host), ("forwarded", "host=127.0.0.9"), ("x-forwarded-prefix", "/elsewhere")];
    let url = picture_url(&address, "/mock", &spoofed);
    let path = url.strip_prefix(&format!("http://{host}")).unwrap_or_else(|| panic!("{url}"));
    assert!(path.starts_with("/mock/media/animus/"), "{url}");
    let (status, file) = call(&address, "GET", path, &[("host", &host)], &Value::Null);
    assert!(status == 200 && file.contains("PNG"), "{status}");

    let (_, made) =
        call(&address, "POST", "/mock/_backlot/worlds", &[("host", &host)], &json!({ "name": "w" }));
    let made: Value =
        serde_json::from_str(&made[made.find('{').unwrap()..=made.rfind('}').unwrap()]).unwrap();
    assert_eq!(made["url"], format!("http://{host}/mock/w/w"));
}
