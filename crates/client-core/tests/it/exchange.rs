//! The requests of a transport, and their ends in all ways of failure.

use std::sync::Arc;
use std::time::Duration;

use client_core::clock::{Clock, VirtualClock};
use client_core::{Call, ClientBuilder, Error, ErrorKind, Pace, Repeat, RetryPolicy, Service, Transport};
use serde_json::{Value, json};

use crate::server::{Reply, Server};

fn builder(url: &str) -> ClientBuilder<Transport> {
    crate::builder(url).clock(Arc::new(VirtualClock::default()))
}

/// Returns a call that buys, and must not be sent twice.
fn purchase() -> Call {
    Call::post("/buy", &json!({"what": "film"}), Repeat::WhenUntouched).unwrap()
}

/// Sends a purchase to a server that plays this script. Returns the result, and the number of requests that arrived.
async fn buy(script: impl IntoIterator<Item = Reply>) -> (Result<Value, Error>, usize) {
    let server = Server::start(script).await;
    let transport = builder(&server.url).try_timeout(Duration::from_secs(5)).build().unwrap();
    let result = transport.send(&purchase()).await;
    (result, server.requests().len())
}

#[tokio::test]
async fn the_request_is_as_described() {
    let server = Server::start([Reply::Json(200, "1"), Reply::Json(201, "2")]).await;
    for base in ["/api/v1", "/api/v1/"] {
        let transport = builder(&format!("{}{base}", server.url)).build().unwrap();
        let call = if base.ends_with('/') {
            Call::get("/jobs/status").query("jobId", &"a b&c").query("limit", &20)
        } else {
            purchase()
        };
        assert!(transport.send::<u8>(&call).await.is_ok());
    }
    let host = server.url.trim_start_matches("http://");
    let common = format!(
        "authorization: Bearer key-1\r\naccept: application/json\r\n{{content}}user-agent: test/1\r\nhost: {host}\r\n"
    );
    let post = common.replace("{content}", "content-type: application/json\r\n");
    let get = common.replace("{content}", "");
    assert_eq!(
        server.requests(),
        [
            format!("POST /api/v1/buy HTTP/1.1\r\n{post}content-length: 15\r\n\r\n{{\"what\":\"film\"}}"),
            format!("GET /api/v1/jobs/status?jobId=a+b%26c&limit=20 HTTP/1.1\r\n{get}\r\n"),
        ]
    );
}

#[tokio::test]
async fn a_segment_stays_one_segment_whatever_it_holds() {
    let server = Server::start((0..3).map(|_| Reply::Json(200, "1"))).await;
    let transport = builder(&format!("{}/api", server.url)).build().unwrap();
    let call = |id: &str| Call::get("/jobs/{id}/status").segment("id", &id);
    for id in ["7", "a/b?c#d", "%2e%2e"] {
        assert_eq!(transport.send::<u8>(&call(id)).await.unwrap(), 1);
    }
    let lines = server.requests().into_iter().map(|request| request.lines().next().unwrap().to_owned());
    let paths = ["7", "a%2Fb%3Fc%23d", "%252e%252e"].map(|id| format!("GET /api/jobs/{id}/status HTTP/1.1"));
    assert_eq!(lines.collect::<Vec<_>>(), paths);
    for id in ["", ".", ".."] {
        let error = transport.send::<u8>(&call(id)).await.unwrap_err();
        assert_eq!((error.kind(), error.may_have_been_sent()), (ErrorKind::Build, false));
        let told = format!("GET /jobs/{{id}}/status: id: {id:?} cannot stand in a path");
        assert_eq!(error.to_string(), told);
    }
    assert_eq!(server.requests().len(), 3);
}

#[tokio::test]
async fn a_status_in_the_body_counts_where_the_provider_repeats_it_there() {
    // Columns: the body, the status of the refusal if it is one, and `true` if the call is repeated.
    let table = [
        (r#"{"status": 200}"#, None, false),
        (r#"{"status": "odd"}"#, None, false),
        ("[]", None, false),
        (r#"{"status": 402, "code": "no_credits"}"#, Some(402), false),
        (r#"{"status": 429, "code": "no_credits"}"#, Some(429), true),
        (r#"{"status": 503, "code": "no_credits"}"#, Some(503), false),
        (r#"{"status": 0, "code": "no_credits"}"#, Some(200), false),
        (r#"{"status": 70000, "code": "no_credits"}"#, Some(200), false),
    ];
    for (body, status, again) in table {
        let server = Server::start([Reply::Json(200, body), Reply::Json(200, r#"{"status": 201}"#)]).await;
        let service = Service { read_status: |body| body["status"].as_i64(), ..crate::service() };
        let builder: ClientBuilder<Transport> = ClientBuilder::new(&server.url, service);
        let transport = builder.token("key-1").clock(Arc::new(VirtualClock::default())).build().unwrap();
        let result = transport.send::<Value>(&purchase()).await;
        assert_eq!(server.requests().len(), if again { 2 } else { 1 }, "{body}");
        match status {
            Some(status) if !again => {
                let error = result.unwrap_err();
                assert_eq!((error.kind(), error.status()), (ErrorKind::Api, Some(status)), "{body}");
                assert_eq!((error.code(), error.body()), (Some("no_credits"), Some(body)));
                assert_eq!(error.may_have_been_sent(), status != 402, "{body}");
            }
            _ => assert!(result.is_ok(), "{body}"),
        }
    }
    let (result, _) = buy([Reply::Json(200, r#"{"status": 402}"#)]).await;
    assert!(result.is_ok(), "a status in the body is only one where the provider says so");
}

#[tokio::test]
async fn a_redirect_is_an_answer_and_the_key_goes_nowhere_else() {
    let elsewhere = Server::start([Reply::Json(200, "1")]).await;
    let header: &'static str = format!("location: {}/buy", elsewhere.url).leak();
    let server = Server::start([Reply::With(307, header, "")]).await;
    let error = builder(&server.url).build().unwrap().send::<Value>(&purchase()).await.unwrap_err();
    assert_eq!((error.kind(), error.status()), (ErrorKind::Api, Some(307)));
    assert_eq!(elsewhere.requests().len(), 0);
}

#[tokio::test]
async fn a_refusal_is_told_in_the_providers_words() {
    let body = r#"{"code": "no_credits", "message": "You have 2, it costs 3"}"#;
    let (result, requests) = buy([Reply::With(402, "retry-after: 30", body)]).await;
    let error = result.unwrap_err();
    assert_eq!((error.kind(), error.status(), requests), (ErrorKind::Api, Some(402), 1));
    assert_eq!((error.code(), error.message()), (Some("no_credits"), Some("You have 2, it costs 3")));
    assert_eq!((error.body(), error.retry_after()), (Some(body), Some(Duration::from_secs(30))));
    assert!(!error.may_have_been_sent());
    assert_eq!(error.to_string(), "POST /buy: 402 Payment Required: You have 2, it costs 3");
}

#[tokio::test]
async fn a_refusal_whose_body_is_lost_or_odd_keeps_its_status() {
    for reply in [Reply::CutOff(402, "{"), Reply::Json(402, "<html>"), Reply::Json(402, "[]")] {
        let error = buy([reply]).await.0.unwrap_err();
        assert_eq!((error.kind(), error.status()), (ErrorKind::Api, Some(402)));
        assert_eq!((error.code(), error.may_have_been_sent()), (None, false));
    }
}

#[tokio::test]
async fn no_connection_means_nothing_was_sent() {
    // The listener is bound but does not listen. So connections are refused, and no other process can take the port.
    let socket = tokio::net::TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let clock = Arc::new(VirtualClock::default());
    let transport = builder(&format!("http://{}", socket.local_addr().unwrap()));
    let transport = transport.clock(clock.clone()).build().unwrap();
    let error = transport.send::<Value>(&purchase()).await.unwrap_err();
    assert_eq!((error.kind(), error.may_have_been_sent()), (ErrorKind::Connect, false));
    let address = socket.local_addr().unwrap();
    let told = format!("POST /buy: cannot connect to http://{address} (after 4 tries in ");
    assert!(error.to_string().starts_with(&told), "{error}");
    let causes = format!("{error:#}");
    assert_eq!(causes.matches("Connection refused").count(), 1, "each cause is told once: {causes}");
    assert_eq!(clock.sleeps().len(), 3, "harmless, so all four tries are made");
}

#[tokio::test]
async fn a_handshake_that_never_ends_is_no_connection_either() {
    let server = Server::start([]).await;
    let transport = builder(&server.url.replace("http", "https")).connect_timeout(Duration::from_millis(50));
    // This process installs no cryptography provider. On a machine without root certificates the result is an error, but no
    // panic.
    let kind = match transport.build() {
        Ok(transport) => transport.send::<Value>(&purchase()).await.unwrap_err().kind(),
        Err(error) => error.kind(),
    };
    assert!(matches!(kind, ErrorKind::Connect | ErrorKind::Build), "{kind:?}");
}

#[tokio::test]
async fn silence_is_a_timeout_that_leaves_doubt() {
    let server = Server::start([Reply::Silence, Reply::Json(200, "1")]).await;
    let transport = builder(&server.url).try_timeout(Duration::from_millis(50)).build().unwrap();
    let error = transport.send::<Value>(&purchase()).await.unwrap_err();
    assert_eq!((error.kind(), error.may_have_been_sent()), (ErrorKind::Timeout, true));
    assert_eq!(
        error.to_string(),
        "POST /buy: no complete answer within 50ms; the request may have taken effect"
    );
}

#[tokio::test]
async fn the_time_limit_of_a_call_cuts_its_try_short() {
    let server = Server::start([Reply::Silence]).await;
    let transport = builder(&server.url).retry(RetryPolicy::default().with_max_tries(1)).build().unwrap();
    let call = Call::get("/look").time_limit(Duration::from_millis(50));
    let error = transport.send::<Value>(&call).await.unwrap_err();
    assert_eq!(error.to_string(), "GET /look: no complete answer within 50ms");
}

#[tokio::test]
async fn a_lost_or_broken_answer_leaves_doubt_and_is_not_asked_for_again() {
    let broken = [
        (Reply::HangUp, ErrorKind::Transport, None),
        (Reply::CutOff(200, r#"{"job":"#), ErrorKind::Transport, Some(200)),
        (Reply::Json(200, r#"{"job":"#), ErrorKind::Decode, Some(200)),
        (Reply::Json(200, "<html>"), ErrorKind::Decode, Some(200)),
        (Reply::Json(503, "{}"), ErrorKind::Api, Some(503)),
    ];
    for (reply, kind, status) in broken {
        let (result, requests) = buy([reply, Reply::Json(200, "1")]).await;
        let error = result.unwrap_err();
        assert_eq!((error.kind(), error.status()), (kind, status));
        assert_eq!((error.may_have_been_sent(), requests), (true, 1));
    }
}

#[tokio::test]
async fn a_read_is_asked_for_again_until_it_is_answered() {
    let script = [Reply::HangUp, Reply::CutOff(200, "["), Reply::Json(502, "<html>"), Reply::Json(200, "7")];
    let server = Server::start(script).await;
    let transport = builder(&server.url).build().unwrap();
    assert_eq!(transport.send::<u8>(&Call::get("/look")).await.unwrap(), 7);
    let requests = server.requests();
    assert_eq!(requests.len(), 4);
    assert!(requests.iter().all(|request| *request == requests[0]));
}

#[tokio::test]
async fn a_removal_is_sent_without_a_body_and_repeated_as_it_says() {
    for (repeat, requests) in [(Repeat::WhenUntouched, 1), (Repeat::Always, 2)] {
        let server = Server::start([Reply::HangUp, Reply::Json(200, "7")]).await;
        let call = Call::delete("/jobs/{id}", repeat).segment("id", &7);
        let result = builder(&server.url).build().unwrap().send::<u8>(&call).await;
        assert_eq!((server.requests().len(), result.is_ok()), (requests, requests == 2));
        let request = &server.requests()[0];
        assert!(
            request.starts_with("DELETE /jobs/7 HTTP/1.1\r\n") && request.ends_with("\r\n\r\n"),
            "{request}"
        );
    }
}

/// Creates a transport at 2 requests a minute to a server that plays this script, and returns it with its clock.
async fn paced(
    script: impl IntoIterator<Item = Reply>,
) -> (Server, Arc<VirtualClock>, ClientBuilder<Transport>) {
    let (server, clock) = (Server::start(script).await, Arc::<VirtualClock>::default());
    let jitter = client_core::retry::Jitter::new(|_| Duration::ZERO);
    let builder = builder(&server.url).clock(clock.clone()).jitter(jitter);
    (server, clock, builder.pace(Pace::new(2, Duration::from_secs(60))))
}

#[tokio::test]
async fn a_pace_holds_for_all_tries_of_all_clones_and_can_be_taken_off() {
    let script = || [Reply::Json(200, "1"), Reply::Json(503, ""), Reply::HangUp, Reply::Json(200, "2")];
    let (_server, clock, builder) = paced(script()).await;
    let transport = builder.build().unwrap();
    assert_eq!(transport.clone().send::<u8>(&Call::get("/look")).await.unwrap(), 1);
    assert_eq!(transport.send::<u8>(&Call::get("/look")).await.unwrap(), 2);
    assert_eq!(clock.now(), Duration::from_secs(60));

    let (server, clock, builder) = paced(script()).await;
    let transport = builder.pace(None).build().unwrap();
    for _ in 0..2 {
        assert!(transport.send::<u8>(&Call::get("/look")).await.is_ok());
    }
    assert_eq!((server.requests().len(), clock.now()), (4, Duration::ZERO));
}

#[tokio::test]
async fn a_call_waits_for_its_turn_without_losing_its_own_time() {
    let (_server, clock, builder) = paced((0..3).map(|_| Reply::Json(200, "1"))).await;
    let policy = RetryPolicy::default().with_total_time(Duration::from_secs(1));
    let transport = builder.retry(policy).build().unwrap();
    for _ in 0..3 {
        assert_eq!(transport.send::<u8>(&Call::get("/look")).await.unwrap(), 1);
    }
    assert_eq!(clock.now(), Duration::from_secs(60));
}

#[tokio::test]
async fn a_call_with_a_time_limit_waits_no_longer_than_that_for_its_turn() {
    let (server, clock, builder) = paced((0..9).map(|_| Reply::Json(200, "1"))).await;
    let transport = builder.build().unwrap();
    for _ in 0..2 {
        assert!(transport.send::<u8>(&Call::get("/look")).await.is_ok());
    }
    let call = Call::get("/look").time_limit(Duration::from_secs(59));
    let error = transport.send::<u8>(&call).await.unwrap_err();
    assert_eq!((error.kind(), error.may_have_been_sent()), (ErrorKind::Paced, false));
    assert!(error.to_string().starts_with("GET /look: its turn comes only in "), "{error}");
    assert_eq!((server.requests().len(), clock.now()), (2, Duration::ZERO));
}

#[test]
fn futures_can_be_spawned_and_the_transport_shared() {
    fn sendable<T: Send>(_: &T) {}
    fn shared<T: Send + Sync + Clone + 'static>(_: &T) {}
    let transport = builder("http://127.0.0.1:1").build().unwrap();
    shared(&transport);
    sendable(&transport.send::<Value>(&purchase()));
}
