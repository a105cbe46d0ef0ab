//! Is anybody but this machine ever dialled?
//!
//! The addresses carry the port of a listener that must see nobody: some of them lead to it if they are read carelessly.

use std::io::ErrorKind;
use std::net::TcpListener;
use std::time::Duration;

use backlot::DeliveryState;
use contract_tests::direct::Direct;
use contract_tests::lab::Lab;
use contract_tests::receiver::Receiver;
use serde_json::{Value, json};

use super::{BASE, GENERATE, callback, submit};

const KEY: &str = "the-stranger";

/// Hosts that are not this machine, each by a name or a spelling that might pass for it, or lead to it.
const ELSEWHERE: [&str; 25] = [
    "example.com",
    "192.0.2.1",
    "10.0.0.1",
    "169.254.169.254",
    "128.0.0.1",
    "126.255.255.255",
    "0.0.0.0",
    "0",
    "255.255.255.255",
    "3221225985",
    "0xc0000201",
    "localhost.example.com",
    "127.0.0.1.example.com",
    "127.0.0.1.nip.io",
    "127-0-0-1.sslip.io",
    "localtest.me",
    "notlocalhost",
    "localhost-",
    "localhost@192.0.2.1",
    "127.0.0.1@192.0.2.1",
    "localhost:80@192.0.2.1",
    "[2001:db8::1]",
    "[::ffff:192.0.2.1]",
    "[64:ff9b::127.0.0.1]",
    "[::127.0.0.1]",
];

/// Hosts that are this machine, however they are written.
const HERE: [&str; 17] = [
    "127.0.0.1",
    "127.1",
    "127.0.1",
    "2130706433",
    "0x7f000001",
    "0x7F.1",
    "0177.0.0.1",
    "017700000001",
    "[::ffff:127.0.0.1]",
    "localhost",
    "localhost.",
    "LocalHost",
    "any.thing.localhost",
    "any.thing.localhost.",
    "%6cocalhost",
    "１２７.0.0.1",
    "192.0.2.1@127.0.0.1",
];

#[tokio::test]
async fn a_public_address_is_never_dialled() {
    let lab = Lab::start();
    let world = lab.world();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let port = listener.local_addr().unwrap().port();
    let urls = ELSEWHERE.map(|host| format!("https://{host}:{port}/callback"));
    let shifted = [
        format!(r"https://192.0.2.1:{port}\@127.0.0.1/"),
        format!("https://192.0.2.1:{port}#@127.0.0.1/"),
        format!("https://192.0.2.1:{port}?@127.0.0.1/"),
    ];
    let urls: Vec<_> = urls.into_iter().chain(shifted).collect();
    for url in &urls {
        submit(&world, KEY, &callback(url, &json!({}))).await;
    }
    world.handle.advance(Duration::from_secs(86_400)).unwrap();
    world.handle.delivered().await;

    let deliveries = world.handle.deliveries();
    assert_eq!(deliveries.len(), urls.len());
    for (delivery, url) in deliveries.iter().zip(&urls) {
        assert_eq!((delivery.state, delivery.attempts.len()), (DeliveryState::Refused, 0), "{url}");
        let reason = delivery.reason.as_deref().unwrap();
        assert!(reason.contains("is not this machine; --allow-callbacks "), "{url}: {reason}");
        let again = format!("POST /webhooks/{}/redeliver", delivery.id);
        let again = world.control(&again, &json!({})).await.body;
        assert_eq!(
            (&again["state"], &again["reason"]),
            (&"refused".into(), &reason.into()),
            "{url}, by hand"
        );
    }
    let nobody = listener.accept().map(drop).map_err(|error| error.kind());
    assert_eq!(nobody, Err(ErrorKind::WouldBlock));
}

#[tokio::test]
async fn a_public_address_without_tls_is_not_even_accepted() {
    let lab = Lab::start();
    let world = lab.world();
    for host in ELSEWHERE {
        let order = callback(&format!("http://{host}/callback"), &json!({}));
        let refused = world.call("apixo", KEY, GENERATE, Some(&order)).await;
        assert_eq!(refused.status, 400, "{host}");
        assert_eq!(refused.body["data"]["error"], "Invalid value for callback_url", "{host}");
    }
    assert!(world.handle.jobs(&backlot::JobFilter::default()).is_empty());
}

#[tokio::test]
async fn this_machine_is_found_under_all_its_names() {
    let direct = Direct::start();
    let receiver = Receiver::start(&[200]).await;
    let port = receiver.url.rsplit_once(':').unwrap().1;
    for host in HERE {
        let order = callback(&format!("http://{host}:{port}"), &json!({ "prompt": host }));
        let (status, made) = direct.call(BASE, KEY, GENERATE, &order).await;
        assert_eq!(status, 200, "{host}: {made}");
    }
    direct.control("POST /clock/advance", &json!({ "seconds": 40 })).await;
    let listed = direct.control("GET /webhooks", &Value::Null).await;
    for (delivery, host) in listed["deliveries"].as_array().unwrap().iter().zip(HERE) {
        assert_eq!(delivery["state"], "delivered", "{host}: {delivery}");
    }
    assert_eq!(receiver.received().len(), HERE.len());
}

/// A host that was named at start is as trusted as this machine; a strict world holds it to HTTPS.
#[tokio::test]
async fn a_named_host_may_be_called_without_tls() {
    for (strict, expected) in [(false, 200), (true, 400)] {
        let direct = Direct::start_as(|options| {
            options.world.strict = strict;
            options.allowed_callbacks = vec!["receiver.example".to_owned()];
        });
        let rows = [
            ("http://receiver.example:3000/hook", expected),
            ("http://Receiver.Example.:3000/hook", expected),
            ("https://receiver.example/hook", 200),
            ("http://localhost.:3000/hook", expected),
            ("http://example.com/hook", 400),
            ("http://a.receiver.example/hook", 400),
            ("https://example.com/hook", 200),
        ];
        for (url, expected) in rows {
            let (status, made) = direct.call(BASE, KEY, GENERATE, &callback(url, &json!({}))).await;
            assert_eq!(status, expected, "strict {strict}, {url}: {made}");
        }
    }
}
