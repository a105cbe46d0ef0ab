//! The pages: each is there, is guarded, leads on, and shows texts as texts.

use std::collections::BTreeSet;
use std::process::{Command, Stdio};
use std::time::Duration;

use backlot::control_api::CALLS;
use serde_json::Value;

use super::{Site, attributes, codes};

/// The pages that the frame leads to.
const PAGES: [&str; 9] =
    ["", "requests", "jobs", "money", "webhooks", "faults", "time", "evidence", "worlds"];

#[tokio::test]
async fn every_page_of_an_empty_world_is_there_and_says_what_to_do() {
    let site = Site::start();
    let empty = [
        ("", "Nothing has called yet."),
        ("requests", "Nothing has called yet."),
        ("jobs", "No job yet."),
        ("jobs?view=timeline", "No job yet."),
        ("jobs?view=gallery", "No job yet."),
        ("jobs?state=completed", "No job matches."),
        ("money", "No account yet."),
        ("webhooks", "No webhook yet."),
        ("inbox/mine", "Nothing has come yet."),
        ("faults", "No fault is set."),
        ("time", "Nothing is planned."),
        ("evidence", "No clause matches."),
        ("worlds", "default world"),
    ];
    for (address, text) in empty {
        let page = site.get(address).await;
        assert_eq!(page.status, 200, "{address}: {}", page.text);
        assert!(page.text.contains(text), "{address}: {}", page.text);
        assert!(page.text.contains("curl -s"), "{address} shows no call");
    }
}

#[tokio::test]
async fn every_answer_tells_the_browser_to_take_nothing_else() {
    let site = Site::start();
    let every = PAGES.into_iter().chain([
        "console.css",
        "console.js",
        "icon.svg",
        "nothing",
        "requests?seq=9",
        "latest/job",
    ]);
    for address in every {
        let page = site.get(address).await;
        let header =
            |name: &str| page.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default();
        let policy = header("content-security-policy");
        for rule in [
            "default-src 'none'",
            "script-src 'self';",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        ] {
            assert!(policy.contains(rule), "{address}: {policy}");
        }
        assert_eq!(header("x-content-type-options"), "nosniff", "{address}");
        assert!(!policy.contains("unsafe"), "{address}: {policy}");
    }
    let missing = site.get("nothing").await;
    assert_eq!((missing.status, missing.text.contains("no such page")), (404, true));
}

/// Follows every link of the console of a world in which much has happened.
#[tokio::test]
async fn every_link_and_every_form_leads_somewhere() {
    let site = Site::start();
    site.order("sk-0123456789abcdef").await;
    site.sandbox.world().advance(Duration::from_secs(400)).unwrap();
    site.order("another-key").await;
    site.post("Fault", &[("effect/refuse", "unavailable"), ("back", "faults")]).await;
    let struck = site.client.get(site.sandbox.world().url("cutx") + "/credits/balance").send().await.unwrap();
    assert_eq!(struck.status(), 503);
    let mut seen = BTreeSet::from(["/_backlot/ui/".to_owned()]);
    let mut open: Vec<_> = seen.iter().cloned().collect();
    let base = url::Url::parse(&site.sandbox.url()).unwrap();
    while let Some(path) = open.pop() {
        let page = site.get_at(&path).await;
        assert!(matches!(page.status, 200 | 303), "{path}: {} {}", page.status, page.text);
        assert!(page.text.len() < 300_000, "{path} has {} bytes", page.text.len());
        for unwanted in [" style=", " onclick=", " onload=", "javascript:"] {
            assert!(!page.text.contains(unwanted), "{path} has {unwanted}");
        }
        let here = base.join(&path).unwrap();
        for action in attributes(&page.text, "action") {
            let name = action.rsplit("call/").next().unwrap();
            let is_call = CALLS.iter().any(|call| call.name == name);
            assert!(is_call || !action.contains("call/"), "{path}: {action}");
        }
        let links = ["href", "src", "action"].map(|name| attributes(&page.text, name)).concat();
        for link in links.iter().filter(|link| !link.starts_with('#') && !link.contains("call/")) {
            let target = here.join(link).unwrap();
            assert_eq!(target.host(), base.host(), "{path} leads to {link}");
            let target = target[url::Position::BeforePath..].to_owned();
            // Filters multiply: each is followed once, and a few exchanges stand for all.
            let is_new = target.starts_with("/_backlot/ui/") && seen.len() < 400 && !seen.contains(&target);
            if is_new {
                seen.insert(target.clone());
                open.push(target);
            }
        }
    }
    for page in PAGES {
        assert!(seen.contains(&format!("/_backlot/ui/{page}")), "nothing leads to {page}");
    }
    assert!(seen.iter().any(|path| path.contains("/jobs/cutx/")) && seen.len() > 60, "{seen:?}");
}

#[tokio::test]
async fn hostile_texts_are_shown_as_texts() {
    let site = Site::start();
    let hostile = "<img src=x onerror=alert(1)>\"'\u{202e}gnp.exe";
    let world = site.sandbox.world();
    let call = format!("{}/generation/create", world.url("animus"));
    let long = format!("{hostile}{}", "\"<&>".repeat(25_000));
    for prompt in [hostile, &long] {
        let body = serde_json::json!({ "prompt": prompt, hostile: [hostile] });
        let sent = site.client.post(&call).bearer_auth("a<b>\"c").json(&body).send().await.unwrap();
        assert!(sent.status().as_u16() > 0);
    }
    let strange = format!("{}/%3Cscript%3Ealert(1)%3C/script%3E?x=%3Cb%3E", world.url("cutx"));
    site.client.get(strange).bearer_auth(hostile.replace('\u{202e}', "")).send().await.unwrap();
    let pages = [
        "",
        "requests",
        "requests?seq=1",
        "requests?seq=2",
        "requests?seq=3",
        "jobs",
        "jobs?view=timeline",
        "money",
        "requests?text=%3Cimg%20src%3Dx%3E&path=%3Cscript%3E",
        "evidence?clause=%3Cimg%20src%3Dx%3E",
        "inbox/%3Cimg%20src%3Dx%3E",
        "jobs/%3Cimg%20src%3Dx%3E/%3Cimg%20src%3Dx%3E",
        "worlds?text=%3Cimg%20src%3Dx%3E",
    ];
    for address in pages {
        let page = site.get(address).await;
        for unwanted in ["<img src=x", "<script>alert", "<b>\"c"] {
            assert!(!page.text.contains(unwanted), "{address} has {unwanted}");
        }
        assert!(page.text.len() < 300_000, "{address} has {} bytes", page.text.len());
    }
    assert!(site.get("requests?seq=1").await.text.contains("&lt;img src=x onerror=alert(1)&gt;"));
}

#[tokio::test]
async fn each_world_has_a_console_of_its_own() {
    let site = Site::start();
    site.order("sk-0123456789abcdef").await;
    let other = site.sandbox.new_world(|_| ()).unwrap();
    let path = other.url("").replacen(&site.sandbox.url(), "", 1);
    let page = site.get_at(&format!("{path}/_backlot/ui/requests")).await;
    assert!(page.status == 200 && page.text.contains("Nothing has called yet."), "{}", page.text);
    let own = site.get("requests").await.text;
    assert!(own.contains("id=\"exchange-1\""), "{own}");
    assert_eq!(site.get_at("/w/nobody/_backlot/ui/").await.status, 404);
    assert_eq!(site.get_at("/_backlot/ui").await.headers["location"], "ui/");
}

/// A call that a panel shows gives the same data in a shell.
#[tokio::test(flavor = "multi_thread")]
async fn the_calls_of_the_panels_run_in_a_shell() {
    if Command::new("curl").arg("--version").output().is_err() {
        println!("passed over: no curl on this machine");
        return;
    }
    let site = Site::start();
    site.order("it's a key").await;
    let mut run = 0;
    for address in PAGES.into_iter().chain(["requests?seq=1", "jobs?view=timeline", "inbox/mine"]) {
        let page = site.get(address).await.text;
        for line in codes(&page).into_iter().filter(|line| line.starts_with("curl -s 'http")) {
            let output = Command::new("sh").args(["-c", &line]).stdin(Stdio::null()).output().unwrap();
            let answer: Value =
                serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{line}: {output:?}"));
            let path = line.split("/_backlot").nth(1).unwrap().trim_end_matches('\'').to_owned();
            assert_eq!(answer, site.control(&path).await, "{line}");
            run += 1;
        }
    }
    assert!(run >= 10, "only {run} calls are shown");
}
