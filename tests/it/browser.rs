//! Can a page in a real browser use the providers, and can no foreign page use the control API?
//!
//! Where Chromium isn't on the machine the test says so and is passed over.

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::response::Html;
use axum::routing::{get, post};
use backlot::{Mode, Sandbox, WorldHandle};
use contract_tests::subjects::SUBJECTS;
use contract_tests::{providers, workspace};
use serde_json::{Map, Value, json};
use tokio::net::TcpListener;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

const BROWSERS: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "chrome"];
/// Names that a foreign name server might lead to this machine.
const FOREIGN: &str = "MAP *.example 127.0.0.1";
/// The time on the machine's clock after which a browser is taken to hang.
const HANGING: Duration = Duration::from_secs(120);

/// A server with one page, and the reports that it sends home.
struct Site {
    port: u16,
    reports: UnboundedReceiver<Value>,
}

impl Site {
    async fn start() -> Self {
        let page = std::fs::read_to_string(workspace().join("tests/browser/page.html")).unwrap();
        let (sender, reports) = unbounded_channel();
        let report = async |State(sender): State<UnboundedSender<Value>>, body: String| {
            let _ = sender.send(serde_json::from_str(&body).unwrap_or_default());
        };
        let pages = Router::new()
            .route("/", get(async || Html(page)))
            .route("/report", post(report))
            .with_state(sender);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        tokio::spawn(mock_http::server::serve(listener, pages, std::future::pending()));
        Self { port, reports }
    }
}

/// A browser without a window, with a profile of its own.
struct Browser {
    program: &'static str,
    profile: PathBuf,
}

impl Browser {
    fn find(name: &str) -> Option<Self> {
        let is_there = |program: &&str| Command::new(program).arg("--version").output().is_ok();
        let program = BROWSERS.into_iter().find(|program| is_there(program));
        if program.is_none() {
            #[expect(clippy::print_stdout, reason = "what is passed over is said aloud")]
            {
                println!("passed over: no Chromium on this machine");
            }
        }
        let profile = std::env::temp_dir().join(format!("backlot-browser-{name}-{}", std::process::id()));
        program.map(|program| Self { program, profile })
    }

    fn open(&self, url: &str, how: &[&str]) -> Command {
        let mut command = Command::new(self.program);
        command
            .args(["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--mute-audio"])
            .args(["--disable-background-networking", "--disable-component-update", "--disable-sync"])
            .arg(format!(
                "--host-resolver-rules={FOREIGN}, MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1"
            ))
            .arg(format!("--user-data-dir={}", self.profile.display()))
            .args(how)
            .arg(url)
            .stdin(Stdio::null())
            .stderr(Stdio::null());
        command
    }

    /// Opens a page until it has reported.
    async fn report(&self, site: &mut Site, url: &str) -> Value {
        let mut how = self.open(url, &["--remote-debugging-port=0"]);
        let _running = Running(how.stdout(Stdio::null()).spawn().unwrap());
        let report = tokio::time::timeout(HANGING, site.reports.recv()).await;
        report.expect("a report in time").unwrap()
    }
}

/// A browser that is ended with its test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // One that has ended by itself needs no ending.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // A browser that is going still writes; what is left over lies in the system's folder for such things.
        let _ = std::fs::remove_dir_all(&self.profile);
    }
}

/// What a page orders of each provider.
fn orders(world: &WorldHandle) -> Value {
    let orders = SUBJECTS.iter().map(|subject| {
        let (create, body) = (subject.order)();
        let (create, status) =
            (create.replacen("POST ", "", 1), (subject.look_at)("{}").replacen("GET ", "", 1));
        let base = world.url(subject.name);
        let order = json!({ "base": base, "create": create, "body": body, "status": status });
        (subject.name.to_owned(), order)
    });
    orders.collect::<Map<_, _>>().into()
}

/// The address of the page with what it is to do.
fn page(host: &str, port: u16, sandbox: &Sandbox) -> String {
    let orders = json!({ "sandbox": sandbox.url(), "orders": orders(&sandbox.world()) });
    let orders: String = url::form_urlencoded::byte_serialize(orders.to_string().as_bytes()).collect();
    format!("http://{host}:{port}/#{}", orders.replace('+', "%20"))
}

fn sandbox() -> Sandbox {
    Sandbox::builder().clock(Mode::Skipping).start().unwrap()
}

#[tokio::test]
async fn a_page_on_this_machine_uses_every_provider_and_not_the_control_api() {
    let Some(browser) = Browser::find("local") else { return };
    let (sandbox, mut site) = (sandbox(), Site::start().await);
    let url = page("localhost", site.port, &sandbox);
    let report = browser.report(&mut site, &url).await;
    for provider in providers() {
        let expected =
            json!({ "status": 200, "hasBasis": true, "hasBytes": true, "part": 206, "drawn": true });
        assert_eq!(report[provider], expected, "{provider}");
    }
    let blocked = json!({ "read": "blocked: TypeError", "change": "blocked: TypeError", "blind": "sent" });
    assert_eq!(report["control"], blocked);
    assert!(sandbox.world().faults().is_empty(), "what was sent blindly was refused");
    assert_eq!(sandbox.world().accounts().len(), SUBJECTS.len(), "nothing was reset");
}

#[tokio::test]
async fn a_page_from_elsewhere_uses_nothing() {
    let Some(browser) = Browser::find("foreign") else { return };
    let (sandbox, mut site) = (sandbox(), Site::start().await);
    let url = page("studio.example", site.port, &sandbox);
    let report = browser.report(&mut site, &url).await;
    for provider in providers() {
        assert_eq!(report[provider], "blocked: TypeError", "{provider}");
    }
    let blocked = json!({ "read": "blocked: TypeError", "change": "blocked: TypeError", "blind": "sent" });
    assert_eq!(report["control"], blocked);
    assert!(sandbox.world().faults().is_empty(), "what was sent blindly was refused");
}

#[tokio::test]
async fn a_name_that_was_rebound_to_this_machine_opens_nothing() {
    let Some(browser) = Browser::find("rebound") else { return };
    let sandbox = sandbox();
    let port = sandbox.url().rsplit(':').next().unwrap().to_owned();
    for path in ["_backlot/accounts", "cutx/openapi.json"] {
        let url = format!("http://rebind.example:{port}/{path}");
        let mut how = browser.open(&url, &["--dump-dom", "--timeout=60000"]);
        let output = tokio::task::spawn_blocking(move || how.output()).await.unwrap().unwrap();
        let shown = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(shown.contains("does not answer to the host rebind.example"), "{path}: {shown}");
    }
}
