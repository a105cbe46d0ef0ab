//! Does anything that comes over the wire bring the sandbox down, hang it, or make it tell a secret?

use std::time::Duration;

use backlot::Sandbox;
use contract_tests::lab::{Answer, Lab, World, answer};
use contract_tests::orders::{COPY, PROJECT, STATIC_AD, VIDEO, copy, static_ad, video};
use futures_util::stream;
use proptest::prelude::Rng;
use proptest::test_runner::{RngAlgorithm, TestRng};
use reqwest::Method;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const KEY: &str = "the-vandal";
const CALLS: [&str; 8] = [
    COPY,
    STATIC_AD,
    VIDEO,
    "POST /products",
    "POST /products/ingest",
    "GET /generate/status",
    "GET /credits/balance",
    "GET /products",
];

/// The sandbox itself, with nothing around it that would read a request before it does.
struct Bare {
    sandbox: Sandbox,
    http: reqwest::Client,
}

impl Bare {
    fn start() -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder().no_proxy().retry(reqwest::retry::never()).build().unwrap();
        Self { sandbox: Sandbox::builder().start().unwrap(), http }
    }

    fn post(&self, path: &str) -> reqwest::RequestBuilder {
        let request = self.http.post(format!("{}{path}", self.sandbox.url())).bearer_auth(KEY);
        request.header("content-type", "application/json")
    }

    /// Sends bytes as they are, ends the sending, and reads whatever comes.
    async fn throw(&self, bytes: &[u8]) -> String {
        let mut socket =
            TcpStream::connect(self.sandbox.url().strip_prefix("http://").unwrap()).await.unwrap();
        // A server that has seen enough may close before everything is sent, and so before everything is read.
        let _ = socket.write_all(bytes).await;
        let _ = socket.shutdown().await;
        let mut came = Vec::new();
        let _ = in_time(socket.read_to_end(&mut came)).await;
        String::from_utf8_lossy(&came).into_owned()
    }

    async fn is_well(&self) {
        let health = in_time(self.http.get(format!("{}/_backlot/health", self.sandbox.url())).send()).await;
        assert_eq!(health.unwrap().status(), 200);
        let sound =
            in_time(self.post("/cutx/api/generate/static-ad").json(&static_ad(&json!({}))).send()).await;
        assert_eq!(sound.unwrap().status(), 200);
    }
}

/// Nothing hangs.
async fn in_time<T>(future: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(20), future).await.expect("an end within 20 s")
}

fn status_line(answer: &str) -> Option<u16> {
    answer.strip_prefix("HTTP/1.1 ")?.get(..3)?.parse().ok()
}

async fn post_raw(world: &World, path: &str, body: impl Into<reqwest::Body>) -> Answer {
    let request = world.request(Method::POST, &format!("{}{path}", world.handle.url("cutx")));
    let request = request.bearer_auth(KEY).header("content-type", "application/json").body(body);
    answer(in_time(request.send()).await.unwrap()).await
}

#[tokio::test]
async fn bodies_that_are_no_json_objects_are_refused() {
    let lab = Lab::start();
    let deep = "[".repeat(100_000);
    let bodies: [&[u8]; 16] = [
        b"",
        b" ",
        b"{",
        b"}",
        b"{\"a\":}",
        b"null",
        b"[]",
        b"\"text\"",
        b"1e999",
        b"NaN",
        b"{} {}",
        b"\xff\xfe",
        b"\xef\xbb\xbf{}",
        b"{\"\\ud800\":1}",
        b"\0",
        deep.as_bytes(),
    ];
    for call in CALLS.iter().filter_map(|call| call.strip_prefix("POST ")) {
        for body in bodies {
            let answer = post_raw(&lab.world(), call, body.to_vec()).await;
            assert_eq!(
                answer.status,
                400,
                "{call} {:?}: {answer:?}",
                String::from_utf8_lossy(&body[..body.len().min(20)])
            );
        }
    }
    assert!(lab.world().handle.jobs(&backlot::JobFilter::default()).is_empty());
}

#[tokio::test]
async fn fields_of_another_type_are_refused_and_named() {
    let lab = Lab::start();
    let world = lab.world();
    let sound = [
        (COPY, copy(&json!({ "customInstructions": "words", "idempotencyKey": "key" }))),
        (
            STATIC_AD,
            static_ad(
                &json!({ "style": "bold", "aspectRatio": "1:1", "prompt": "words", "idempotencyKey": "key" }),
            ),
        ),
        (
            VIDEO,
            video(
                &json!({ "avatarUrl": "https://example.com", "voiceId": "v", "aspectRatio": "1:1", "idempotencyKey": "key" }),
            ),
        ),
        ("POST /products", json!({ "name": "name", "description": "words" })),
        ("POST /products/ingest", json!({ "url": "https://example.com", "projectId": PROJECT })),
    ];
    for (call, body) in sound {
        for field in body.as_object().unwrap().keys() {
            for wrong in
                [json!(null), json!(true), json!(1), json!(-1e300), json!([]), json!(["x"]), json!({})]
            {
                let mut body = body.clone();
                body[field] = wrong;
                let answer = world.call("cutx", KEY, call, Some(&body)).await;
                let faults = answer.body["details"]["fieldErrors"].as_object();
                let named: Vec<_> = faults.into_iter().flat_map(|faults| faults.keys()).collect();
                assert_eq!((answer.status, named), (400, vec![field]), "{call} {body}");
            }
        }
    }
    assert!(world.handle.jobs(&backlot::JobFilter::default()).is_empty());
}

#[tokio::test]
async fn a_control_call_names_the_field_that_is_wrong() {
    let lab = Lab::start();
    let world = lab.world();
    let job = world.call("cutx", KEY, STATIC_AD, Some(&static_ad(&json!({})))).await;
    let finish = format!("POST /jobs/cutx/{}/finish", job.body["jobId"].as_str().unwrap());
    let rows: [(&str, Value, &str); 29] = [
        ("POST /worlds", json!({ "colour": 1 }), "colour"),
        ("POST /worlds", json!({ "name": 1 }), "name"),
        ("POST /worlds", json!({ "name": "" }), "name"),
        ("POST /worlds", json!({ "name": "a/b" }), "name"),
        ("POST /worlds", json!({ "seed": -1 }), "seed"),
        ("POST /worlds", json!({ "clock": "slow" }), "clock"),
        ("POST /worlds", json!({ "now": "yesterday" }), "now"),
        ("POST /worlds", json!({ "pace": 0 }), "pace"),
        ("POST /worlds", json!({ "pace": "fast" }), "pace"),
        ("POST /worlds", json!({ "credits": -1 }), "credits"),
        ("POST /worlds", json!({ "credits": "many" }), "credits"),
        ("POST /worlds", json!({ "credits": 1e300 }), "credits"),
        ("POST /worlds", json!({ "strict": "yes" }), "strict"),
        ("PUT /clock", json!({ "colour": 1 }), "colour"),
        ("PUT /clock", json!({ "mode": "slow" }), "mode"),
        ("PUT /clock", json!({ "now": 1 }), "now"),
        ("PUT /clock", json!({ "pace": 1e9 }), "pace"),
        ("POST /clock/advance", json!({ "seconds": 1, "colour": 1 }), "colour"),
        ("POST /clock/advance", json!({}), "seconds"),
        ("POST /clock/advance", json!({ "seconds": "1" }), "seconds"),
        ("PUT /accounts/cutx/key", json!({ "colour": 1 }), "colour"),
        ("PUT /accounts/cutx/key", json!({ "credits": -1 }), "credits"),
        ("PUT /accounts/cutx/key", json!({ "credits": 0.00001 }), "credits"),
        ("PUT /accounts/cutx/key", json!({ "status": "gone" }), "status"),
        (&finish, json!({ "outcome": "fail", "colour": 1 }), "colour"),
        (&finish, json!({}), "outcome"),
        (&finish, json!({ "outcome": "vanish" }), "outcome"),
        ("GET /jobs?colour=1", Value::Null, "colour"),
        ("GET /clauses?colour=1", Value::Null, "colour"),
    ];
    for (call, body, field) in rows {
        let answer = world.control(call, &body).await;
        let message = answer.body["message"].as_str().unwrap_or_default();
        assert!(answer.status == 400 && message.contains(field), "{call} {body}: {answer:?}");
        assert!(answer.body["error"].is_string(), "{answer:?}");
    }
    assert_eq!(world.handle.accounts().len(), 1, "none of it opened an account");
    assert_eq!(world.handle.jobs(&backlot::JobFilter::default())[0].state, "queued");
}

#[tokio::test]
async fn a_control_call_that_is_no_json_is_refused_in_json() {
    let lab = Lab::start();
    let world = lab.world();
    for body in ["{", "[]", "null", "\"x\"", "{} {}", "{\"seconds\":1e999}", "\u{0}"] {
        for path in ["worlds", "clock/advance"] {
            let request = world.request(Method::POST, &format!("{}/_backlot/{path}", lab.url())).body(body);
            let answer = answer(request.send().await.unwrap()).await;
            assert!(answer.status == 400 && answer.body["message"].is_string(), "{path} {body}: {answer:?}");
        }
    }
}

#[tokio::test]
async fn a_body_of_fifty_megabytes_is_refused_and_the_sandbox_goes_on() {
    let bare = Bare::start();
    let megabyte = bytes_of(b' ', 1024 * 1024);
    for chunked in [false, true] {
        let request = bare.post("/cutx/api/generate/copy");
        let request = if chunked {
            let chunks = (0..50).map({
                let megabyte = megabyte.clone();
                move |_| Ok::<_, std::io::Error>(megabyte.clone())
            });
            request.body(reqwest::Body::wrap_stream(stream::iter(chunks)))
        } else {
            request.body(megabyte.repeat(50))
        };
        let answer = answer(in_time(request.send()).await.unwrap()).await;
        assert_eq!(answer.status, 413);
        assert_eq!(answer.body["error"], "Payload too large");
        bare.is_well().await;
    }
}

fn bytes_of(byte: u8, count: usize) -> Vec<u8> {
    vec![byte; count]
}

#[tokio::test]
async fn a_request_that_breaks_off_has_no_effect() {
    let bare = Bare::start();
    let body = static_ad(&json!({})).to_string();
    let head = |path: &str, length: usize| {
        format!(
            "POST {path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {KEY}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n"
        )
    };
    for path in ["/cutx/api/generate/static-ad", "/_backlot/worlds", "/nowhere"] {
        let half = format!("{}{}", head(path, body.len()), &body[..body.len() / 2]);
        bare.throw(half.as_bytes()).await;
        bare.throw(&half.as_bytes()[..40]).await;
        let whole = format!("{}{body}", head(path, body.len() + 10));
        bare.throw(whole.as_bytes()).await;
    }
    let world = bare.sandbox.world();
    assert!(world.jobs(&backlot::JobFilter::default()).is_empty());
    assert!(world.ledger("cutx", KEY).is_none_or(|ledger| ledger.entries.len() == 1));
    let worlds = bare.http.get(format!("{}/_backlot/worlds", bare.sandbox.url())).send().await.unwrap();
    assert_eq!(answer(worlds).await.body["worlds"].as_array().map(Vec::len), Some(1));
    bare.is_well().await;
}

#[tokio::test]
async fn noise_on_the_socket_is_refused() {
    let bare = Bare::start();
    let mut random = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    for start in [
        "",
        "GET / HTTP/1.1\r\n",
        "POST /cutx/api/generate/copy HTTP/1.1\r\nhost: x\r\ncontent-length: 9999\r\n\r\n",
    ] {
        let mut noise = vec![0; 10_000];
        random.fill_bytes(&mut noise);
        let came = bare.throw(&[start.as_bytes(), &noise].concat()).await;
        assert!(status_line(&came).is_none_or(|status| (400..500).contains(&status)), "{start}: {came}");
    }
    bare.is_well().await;
}

#[tokio::test]
async fn requests_at_the_edge_of_the_protocol_get_no_server_error() {
    let bare = Bare::start();
    let long = "x".repeat(60_000);
    let rows = [
        "GET / HTTP/1.0\r\n\r\n".to_owned(),
        "GET /_backlot/health HTTP/1.1\r\n\r\n".to_owned(),
        "GET * HTTP/1.1\r\nhost: x\r\n\r\n".to_owned(),
        "OPTIONS * HTTP/1.1\r\nhost: x\r\n\r\n".to_owned(),
        "CONNECT x:80 HTTP/1.1\r\nhost: x\r\n\r\n".to_owned(),
        "GET http://elsewhere.example/cutx/api/products HTTP/1.1\r\nhost: y\r\n\r\n".to_owned(),
        "TRACE /cutx/api/products HTTP/1.1\r\nhost: x\r\n\r\n".to_owned(),
        "BREW /cutx/api/products HTTP/1.1\r\nhost: x\r\n\r\n".to_owned(),
        "GET /cutx/api/products HTTP/1.1\r\nhost: \x7f\r\n\r\n".to_owned(),
        "GET /w HTTP/1.1\r\nhost: x\r\n\r\n".to_owned(),
        "GET /w/?x HTTP/1.1\r\nhost: x\r\n\r\n".to_owned(),
        "GET /w/%2e%2e/cutx/api/products HTTP/1.1\r\nhost: x\r\n\r\n".to_owned(),
        "GET /media/cutx/../../etc/passwd HTTP/1.1\r\nhost: x\r\n\r\n".to_owned(),
        "GET /media/cutx/%2e%2e/%2e%2e HTTP/1.1\r\nhost: x\r\n\r\n".to_owned(),
        "GET //cutx//api HTTP/1.1\r\nhost: x\r\n\r\n".to_owned(),
        format!("GET /{long} HTTP/1.1\r\nhost: x\r\n\r\n"),
        format!("GET /cutx/api/{long} HTTP/1.1\r\nhost: x\r\n\r\n"),
        format!("GET /{long}{long} HTTP/1.1\r\nhost: x\r\n\r\n"),
        format!("GET /cutx/api/products?{long} HTTP/1.1\r\nhost: x\r\n\r\n"),
        format!("GET / HTTP/1.1\r\nhost: x\r\nx: {long}\r\n\r\n"),
        format!("GET / HTTP/1.1\r\nhost: x\r\n{}\r\n", "x: y\r\n".repeat(1000)),
        "POST /cutx/api/products HTTP/1.1\r\nhost: x\r\ncontent-length: -1\r\n\r\n".to_owned(),
        "POST /cutx/api/products HTTP/1.1\r\nhost: x\r\ncontent-length: 99999999999999999999\r\n\r\n"
            .to_owned(),
        "POST /cutx/api/products HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\nZZZ\r\n".to_owned(),
        "POST /cutx/api/products HTTP/1.1\r\nhost: x\r\ntransfer-encoding: gzip\r\n\r\nx".to_owned(),
    ];
    for request in rows {
        let came = bare.throw(request.as_bytes()).await;
        let shown = &request[..request.len().min(60)];
        let status = status_line(&came);
        assert!(status.is_none_or(|status| status == 200 || (400..500).contains(&status)), "{shown}: {came}");
    }
    bare.is_well().await;
}

#[tokio::test]
async fn a_method_that_a_call_does_not_take_is_refused() {
    let lab = Lab::start();
    let world = lab.world();
    for call in CALLS {
        let path = call.split_once(' ').unwrap().1;
        for method in ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"] {
            let answer = world.call("cutx", KEY, &format!("{method} {path}"), None).await;
            assert_eq!(answer.status, 405, "{method} {path}");
        }
    }
    for path in ["/health", "/worlds", "/clock", "/clock/advance", "/accounts", "/jobs", "/bill", "/reset"] {
        assert_eq!(world.control(&format!("PATCH {path}"), &Value::Null).await.status, 405, "{path}");
    }
}

#[tokio::test]
async fn junk_in_a_path_is_refused() {
    let lab = Lab::start();
    let junk = ["%00", "%ff", "%2f", "%", "%zz", "%F0%9F%8E%AC", "a%20b", "%25%25"];
    let paths = [
        "/{}",
        "/w/{}/cutx/api/products",
        "/cutx/{}",
        "/cutx/api/{}",
        "/cutx/api/generate/{}",
        "/media/{}",
        "/media/cutx/{}",
        "/media/cutx/{}/{}",
        "/media/cutx/{}/products/{}/{}",
        "/_backlot/{}",
        "/_backlot/accounts/{}/{}",
        "/_backlot/accounts/cutx/{}",
        "/_backlot/accounts/cutx/{}/ledger",
        "/_backlot/jobs?state={}",
        "/_backlot/jobs?{}={}",
        "/_backlot/clauses?provider={}",
        "/cutx/api/generate/status?jobId={}",
        "/cutx/api/products?limit={}&projectId={}",
    ];
    let world = lab.world();
    for path in paths {
        for junk in junk {
            let url = format!("{}{}", lab.url(), path.replace("{}", junk));
            let response = in_time(world.request(Method::GET, &url).bearer_auth(KEY).send()).await.unwrap();
            let answer = answer(response).await;
            let no_job_is_in_such_a_state = path.contains("?state=") && answer.body == json!({ "jobs": [] });
            assert!((400..500).contains(&answer.status) || no_job_is_in_such_a_state, "{url}: {answer:?}");
            if path.starts_with("/_backlot") && !no_job_is_in_such_a_state {
                assert!(answer.body["message"].is_string(), "{url}: {answer:?}");
            }
        }
    }
}

/// An id whose escapes stand for no text is one that nobody has, in the provider's own words.
#[tokio::test]
async fn an_id_that_is_no_text_is_unknown() {
    let lab = Lab::start();
    let world = lab.world();
    let paths = [
        ("animus", "/generation/status/{}"),
        ("apixo", "/statusTask/{}?taskId=1"),
        ("cutx", "/generate/{}"),
        ("sumatman", "/task/{}/status"),
    ];
    for (provider, path) in paths {
        let look = |id: &str| format!("GET {}", path.replace("{}", id));
        let unknown = world.call(provider, KEY, &look("nobody-s"), None).await;
        let odd = world.call(provider, KEY, &look("%ff%41"), None).await;
        assert_eq!((odd.status, odd.body), (unknown.status, unknown.body), "{provider}");
        assert_eq!(odd.clauses, unknown.clauses);
    }
}

#[tokio::test]
async fn any_key_opens_an_account_that_the_control_api_can_name() {
    let lab = Lab::start();
    let world = lab.world();
    let long = "k".repeat(4096);
    let keys =
        ["100%", "%2F", "a/b", "a b  c", "\"quoted\"", "a,b;c=d", "{}", "?#&+", "Bearer", "ключ-🔑", &long];
    for key in keys {
        let url = format!("{}/credits/balance", world.handle.url("cutx"));
        let mut bearer =
            reqwest::header::HeaderValue::from_bytes(format!("Bearer {key}").as_bytes()).unwrap();
        bearer.set_sensitive(true);
        let request = world.request(Method::GET, &url).header("authorization", bearer);
        let balance = answer(in_time(request.send()).await.unwrap()).await;
        assert_eq!((balance.status, &balance.body["balance"]), (200, &json!(1000)), "{key}");

        let encoded =
            url::form_urlencoded::byte_serialize(key.as_bytes()).collect::<String>().replace('+', "%20");
        let account = world.control(&format!("PUT /accounts/cutx/{encoded}"), &json!({ "credits": 5 })).await;
        assert_eq!((account.status, &account.body["api_key"]), (200, &json!(key)), "{key}");
        let ledger = world.control(&format!("GET /accounts/cutx/{encoded}/ledger"), &Value::Null).await;
        assert_eq!(ledger.body["entries"].as_array().map(Vec::len), Some(2), "the same account: {key}");
    }
}

#[tokio::test]
async fn a_call_without_a_usable_key_is_refused_before_anything_else() {
    let lab = Lab::start();
    let world = lab.world();
    let headers = ["", "Bearer", "Bearer ", "Basic eDp5", "bearer\tx", "Token x", "Bearer invalid-x"];
    for call in CALLS {
        let (method, path) = call.split_once(' ').unwrap();
        for header in headers {
            let url = format!("{}{path}", world.handle.url("cutx"));
            let request = world.request(method.parse().unwrap(), &url).header("authorization", header);
            assert_eq!(
                answer(request.body("{").send().await.unwrap()).await.status,
                401,
                "{call} {header:?}"
            );
        }
    }
    assert!(world.handle.accounts().is_empty());
}

#[tokio::test]
async fn a_refusal_never_repeats_the_key() {
    let lab = Lab::start();
    let world = lab.world();
    for (key, expected) in [("invalid-hunter2", 401), ("suspended-hunter2", 403)] {
        for call in CALLS {
            let (method, path) = call.split_once(' ').unwrap();
            let url = format!("{}{path}", world.handle.url("cutx"));
            let request = world.request(method.parse().unwrap(), &url).bearer_auth(key);
            let response = request.header("cookie", format!("cutx_token={key}")).send().await.unwrap();
            assert_eq!(response.status(), expected, "{call}");
            assert!(!format!("{:?}", response.headers()).contains("hunter2"), "{call}");
            assert!(!response.text().await.unwrap().contains("hunter2"), "{call}");
        }
    }
    let refused = world.control("PUT /accounts/cutx/invalid-hunter2", &json!({})).await;
    assert!(refused.status == 400 && !refused.body.to_string().contains("hunter2"));
}
