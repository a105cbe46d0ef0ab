//! Who may come in, and which pages may read what they get? The rules themselves are tables in `backlot::access`.

use backlot::{Effect, Fault};
use contract_tests::lab::{Lab, World};
use reqwest::header::HeaderMap;
use reqwest::{Method, Response};
use serde_json::json;

use crate::clock::finished_ad;

const PAGE: &str = "http://localhost:3000";

/// The URL of a world, without a slash at its end.
fn root(world: &World) -> String {
    world.handle.url("cutx").trim_end_matches("/cutx/api").to_owned()
}

async fn send(world: &World, call: &str, headers: &[(&str, &str)], body: &str) -> Response {
    let (method, path) = call.split_once(' ').unwrap();
    let request = world.request(method.parse::<Method>().unwrap(), &format!("{}{path}", root(world)));
    let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
    request.body(body.to_owned()).send().await.unwrap()
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).map_or("", |value| value.to_str().unwrap())
}

#[tokio::test]
async fn every_control_call_of_every_world_is_closed_to_foreign_pages_and_names() {
    let lab = Lab::start();
    let calls = [
        ("GET /_backlot/health", ""),
        ("GET /_backlot/accounts", ""),
        ("POST /_backlot/reset", ""),
        ("POST /_backlot/faults", r#"{"effect":"disconnect"}"#),
        ("POST /_backlot/worlds", r#"{"name":"theirs"}"#),
        ("PUT /_backlot/accounts/cutx/key", "{}"),
        ("DELETE /_backlot/journal", ""),
        ("GET /_backlot/nowhere", ""),
    ];
    let foreign = [
        ("origin", "https://evil.example"),
        ("origin", "null"),
        ("sec-fetch-site", "cross-site"),
        ("host", "rebind.example:4080"),
    ];
    for world in [lab.world(), lab.new_world(|_| ())] {
        for (call, body) in calls {
            for caller in foreign {
                let refused = send(&world, call, &[caller, ("content-type", "text/plain")], body).await;
                assert_eq!(refused.status(), 403, "{call} {caller:?}");
                assert_eq!(header(refused.headers(), "access-control-allow-origin"), "", "{call} {caller:?}");
                let told: serde_json::Value = refused.json().await.unwrap();
                assert!(told["message"].as_str().unwrap().contains("--allow-"), "{call} {caller:?}: {told}");
            }
        }
        assert!(world.handle.faults().is_empty() && world.handle.accounts().is_empty(), "nothing was done");
        let own = root(&world);
        let own = own.split("/w/").next().unwrap();
        for caller in [("origin", own), ("origin", PAGE), ("x-own", "no browser")] {
            let came = send(&world, "GET /_backlot/accounts", &[caller], "").await;
            assert_eq!(came.status(), 200, "{caller:?}");
        }
    }
}

#[tokio::test]
async fn no_host_that_could_be_rebound_reaches_a_provider_or_a_file() {
    let (lab, world, file) = finished_ad().await;
    let file = file.strip_prefix(&lab.url()).unwrap();
    for path in ["/cutx/api/credits/balance", file, "/cutx/openapi.json", "/"] {
        let call = format!("GET {path}");
        let refused = send(&world, &call, &[("host", "rebind.example")], "").await;
        assert_eq!(refused.status(), 403, "{path}");
        let known = [("host", "sandbox.test:1"), ("authorization", "Bearer key")];
        assert_ne!(send(&world, &call, &known, "").await.status(), 403, "{path}");
    }
    let refused = send(&world, "GET /", &[("host", "a\"<b")], "").await;
    assert_eq!(refused.status(), 400, "no raw bytes get into a URL");
}

#[tokio::test]
async fn pages_on_this_machine_may_use_every_provider_and_read_every_file() {
    let (lab, world, file) = finished_ad().await;
    let asking = [
        ("origin", PAGE),
        ("access-control-request-method", "POST"),
        ("access-control-request-headers", "authorization,content-type"),
        ("access-control-request-private-network", "true"),
    ];
    let paths = [
        "/animus/v2/generation/create",
        "/apixo/api/v1/generateTask/wan-2-2-animate",
        "/cutx/api/generate/copy",
        "/sumatman/api/task",
        file.strip_prefix(&lab.url()).unwrap(),
    ];
    for path in paths {
        let allowed = send(&world, &format!("OPTIONS {path}"), &asking, "").await;
        assert_eq!(allowed.status(), 204, "{path}");
        let told = allowed.headers();
        assert_eq!(header(told, "access-control-allow-origin"), PAGE, "{path}");
        assert_eq!(header(told, "access-control-allow-credentials"), "true", "{path}");
        assert_eq!(header(told, "access-control-allow-headers"), "authorization,content-type", "{path}");
        assert_eq!(header(told, "access-control-allow-private-network"), "true", "{path}");

        let foreign = [("origin", "https://evil.example"), asking[1], asking[2]];
        let asked = send(&world, &format!("OPTIONS {path}"), &foreign, "").await;
        let expected = if path.starts_with("/media") { "*" } else { "" };
        assert_eq!(header(asked.headers(), "access-control-allow-origin"), expected, "{path}");

        let came = send(&world, &format!("GET {path}"), &[("origin", PAGE)], "").await;
        assert_eq!(header(came.headers(), "access-control-allow-origin"), PAGE, "{path}: {}", came.status());
        let exposed = header(came.headers(), "access-control-expose-headers");
        assert!(exposed.contains("backlot-basis") && exposed.contains("content-type"), "{path}: {exposed}");
    }
    let nobodys = send(&world, &format!("GET {}", paths[4]), &[], "").await;
    assert_eq!(
        header(nobodys.headers(), "access-control-allow-origin"),
        "*",
        "a cached copy serves a later page"
    );
    let control = send(&world, "OPTIONS /_backlot/reset", &asking, "").await;
    assert_eq!(header(control.headers(), "access-control-allow-origin"), "", "not even from this machine");
}

#[tokio::test]
async fn what_a_fault_makes_up_runs_no_script() {
    let lab = Lab::start();
    let world = lab.world();
    let html = Effect::Respond {
        status: 200,
        headers: [("content-type".to_owned(), "text/html".to_owned())].into(),
        body: "<script>fetch('/_backlot/accounts')</script>".into(),
    };
    for effect in [html, Effect::Malformed, Effect::Truncate { bytes: 1 }] {
        world.handle.clear_faults();
        world.handle.fault(Fault::new(effect)).unwrap();
        let made = send(&world, "GET /cutx/api/pwn", &[], "").await;
        assert_eq!(header(made.headers(), "content-security-policy"), "sandbox");
    }
}

#[tokio::test]
async fn a_worlds_documents_lead_to_that_world() {
    let lab = Lab::start();
    let world = lab.new_world(|_| ());
    let name = root(&world).rsplit('/').next().unwrap().to_owned();
    let rows = [
        ("animus", "/animus/v2"),
        ("apixo", "/apixo/api/v1"),
        ("cutx", "/cutx/api"),
        ("sumatman", "/sumatman/api"),
    ];
    for (provider, base) in rows {
        for (world, prefix) in [(lab.world(), String::new()), (world.clone(), format!("/w/{name}"))] {
            let document = send(&world, &format!("GET /{provider}/openapi.json"), &[], "").await;
            let document: serde_json::Value = document.json().await.unwrap();
            assert_eq!(document["servers"], json!([{ "url": format!("{prefix}{base}") }]));
        }
    }
}
