//! The forms of the console: each makes one control call, and sends the browser on.

use reqwest::header::{LOCATION, ORIGIN};
use serde_json::json;

use super::{Site, attributes};
use backlot::{App, Backlot, Options};

#[tokio::test]
async fn a_form_makes_its_call_and_leads_to_its_effect() {
    let site = Site::start();
    let before = site.control("/clock").await;
    let sent = site.post("AdvanceClock", &[("seconds:number", "60"), ("back", "time")]).await;
    assert_eq!((sent.status, sent.headers[LOCATION].to_str().unwrap()), (303, "../time"));
    let after = site.control("/clock").await;
    assert_eq!(
        (&before["now"], &after["now"]),
        (&json!("2026-01-01T00:00:00.000Z"), &json!("2026-01-01T00:01:00.000Z"))
    );
    site.order("a").await;
    let again = site.post("ReplayExchange", &[("seq:number", "1"), ("back", "requests?seq={seq}")]).await;
    assert_eq!((again.status, again.headers[LOCATION].to_str().unwrap()), (303, "../requests?seq=5"));
}

#[tokio::test]
async fn a_fault_from_the_form_strikes_and_keeps_its_key() {
    let site = Site::start();
    let fields = [
        ("match/provider", "cutx"),
        ("match/api_key", "sk-0123456789abcdef"),
        ("match/method", ""),
        ("times:number", "1"),
        ("effect/respond/status:number", "503"),
        ("back", "faults"),
    ];
    assert_eq!(site.post("Fault", &fields).await.status, 303);
    let mut statuses = Vec::new();
    for key in ["another", "sk-0123456789abcdef", "sk-0123456789abcdef"] {
        let url = format!("{}/credits/balance", site.sandbox.world().url("cutx"));
        statuses.push(site.client.get(url).bearer_auth(key).send().await.unwrap().status().as_u16());
    }
    assert_eq!(statuses[1], 503, "{statuses:?}");
    assert!(statuses[0] != 503 && statuses[2] != 503, "{statuses:?}");
    let page = site.get("faults").await.text;
    assert!(page.contains(">1/1<") && !page.contains("sk-0123456789abcdef"), "{page}");
}

/// A call, the fields of its form, and the status and a part of the answer.
type Row<'a> = (&'a str, &'a [(&'a str, &'a str)], u16, &'a str);

#[tokio::test]
async fn a_refused_form_tells_why_and_changes_nothing() {
    let site = Site::start();
    let rows: [Row<'_>; 5] = [
        ("AdvanceClock", &[("seconds:number", "-1")], 400, "seconds"),
        ("AdvanceClock", &[("seconds:number", "soon")], 400, "is no number"),
        ("AdvanceClock", &[("hours:number", "1")], 400, "hours"),
        ("RemoveFault", &[("id", "nobody")], 404, "nobody"),
        ("Nothing", &[], 404, "no call Nothing"),
    ];
    for (call, fields, status, text) in rows {
        let sent = site.post(call, fields).await;
        assert!(
            sent.status == status && sent.text.contains(text),
            "{call} {fields:?}: {} {}",
            sent.status,
            sent.text
        );
    }
    assert_eq!(site.control("/clock").await["now"], "2026-01-01T00:00:00.000Z");
}

#[tokio::test]
async fn no_form_leads_out_of_the_console_and_none_comes_from_elsewhere() {
    let site = Site::start();
    for back in ["//evil.example", "https://evil.example", "/", "\\\\evil.example", "a\r\nb: c"] {
        let sent = site.post("ClearFaults", &[("back", back)]).await;
        let location = sent.headers[LOCATION].to_str().unwrap().to_owned();
        let there =
            url::Url::parse(&format!("{}/_backlot/ui/call/X", site.sandbox.url())).unwrap().join(&location);
        assert_eq!(there.unwrap().host_str(), Some("127.0.0.1"), "{back} {location}");
    }
    let url = format!("{}/_backlot/ui/call/ResetWorld", site.sandbox.url());
    let foreign = site.client.post(url).header(ORIGIN, "https://evil.example").send().await.unwrap();
    assert_eq!(foreign.status(), 403);
    let read =
        site.client.get(format!("{}/_backlot/ui/call/ResetWorld", site.sandbox.url())).send().await.unwrap();
    assert_eq!(read.status(), 404, "a look changes nothing");
}

/// Each button is a call: what a page shows can be sent as it stands.
#[tokio::test]
async fn the_clock_buttons_of_every_page_come_back_to_it() {
    let site = Site::start();
    site.order("a").await;
    for address in ["requests?provider=cutx&seq=1", "jobs?view=timeline", "money"] {
        let page = site.get(address).await.text;
        assert!(attributes(&page, "value").iter().any(|back| back == address), "{address}");
    }
}

#[tokio::test]
async fn a_sandbox_can_be_without_a_console() {
    use tower::ServiceExt as _;
    let options = Options { no_console: true, ..Options::default() };
    let app = App::new(&Backlot::new(options, tokio::runtime::Handle::current()).unwrap());
    for path in ["/", "/_backlot/ui/", "/_backlot/ui/jobs", "/_backlot/ui/console.js"] {
        let request = axum::extract::Request::get(path)
            .header("host", "127.0.0.1")
            .header("accept", "text/html")
            .body(axum::body::Body::empty());
        assert_eq!(app.clone().oneshot(request.unwrap()).await.unwrap().status(), 404, "{path}");
    }
}
