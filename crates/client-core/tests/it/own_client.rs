//! The HTTP client is the caller's to configure: proxies, headers, certificates, or a client of its own.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use client_core::middleware::{Middleware, MiddlewareResult, Next};
use client_core::reqwest::header::HeaderValue;
use client_core::reqwest::{Proxy, Request};
use client_core::{BoxFuture, Call, ErrorKind, RetryPolicy, http_client_builder};
use serde_json::Value;

use crate::builder;
use crate::server::{Reply, Server};

#[tokio::test]
async fn a_proxy_with_credentials_carries_calls_and_downloads() {
    let proxy = Server::start([Reply::Json(200, "1"), Reply::Json(200, "film")]).await;
    let route = Proxy::all(&proxy.url).unwrap().basic_auth("me", "secret");
    let transport = builder("http://api.example/v1").proxy(route).build().unwrap();
    assert_eq!(transport.send::<u8>(&Call::get("/look")).await.unwrap(), 1);
    assert_eq!(transport.download("http://files.example/film").bytes().await.unwrap(), "film");
    let requests = proxy.requests();
    assert!(requests[0].starts_with("GET http://api.example/v1/look HTTP/1.1\r\n"), "{requests:?}");
    assert!(requests[1].starts_with("GET http://files.example/film HTTP/1.1\r\n"), "{requests:?}");
    assert!(requests.iter().all(|request| request.contains("proxy-authorization: Basic bWU6c2VjcmV0\r\n")));
}

#[tokio::test]
async fn an_own_http_client_needs_no_word_about_tls() {
    let server = Server::start([Reply::Json(200, "1")]).await;
    let own = http_client_builder().unwrap().no_proxy().user_agent("own/2").build().unwrap();
    let transport = builder(&server.url).http_client(own).build().unwrap();
    assert_eq!(transport.send::<u8>(&Call::get("/look")).await.unwrap(), 1);
    assert!(server.requests()[0].contains("user-agent: own/2\r\n"));
}

#[tokio::test]
async fn headers_and_further_settings_are_those_of_the_caller() {
    let server = Server::start([Reply::Json(200, "1")]).await;
    let builder = builder(&server.url).header("x-team", "films").user_agent("shop/3");
    let transport =
        builder.http_settings(|http| http.referer(false).http1_title_case_headers()).build().unwrap();
    assert_eq!(transport.send::<u8>(&Call::get("/look")).await.unwrap(), 1);
    let request = &server.requests()[0];
    assert!(
        request.contains("X-Team: films\r\n") && request.contains("User-Agent: shop/3 test/1\r\n"),
        "{request}"
    );
}

/// Signs each try, counts it, and fails the first.
struct Sign(Arc<AtomicUsize>);

impl Middleware for Sign {
    fn handle<'a>(&'a self, mut request: Request, next: Next<'a>) -> BoxFuture<'a, MiddlewareResult> {
        Box::pin(async move {
            if self.0.fetch_add(1, Ordering::Relaxed) == 0 {
                return Err("no ink".into());
            }
            request.headers_mut().insert("x-signature", HeaderValue::from_static("signed"));
            next.run(request).await
        })
    }
}

#[tokio::test]
async fn middleware_is_around_each_try_of_calls_and_downloads() {
    let server = Server::start([Reply::Json(503, ""), Reply::Json(200, "1"), Reply::Json(200, "film")]).await;
    let tries = Arc::new(AtomicUsize::new(0));
    let pauses = RetryPolicy::default().with_pauses(Duration::ZERO, Duration::ZERO);
    let transport = builder(&server.url).retry(pauses).middleware(Sign(tries.clone())).build().unwrap();
    assert_eq!(transport.send::<u8>(&Call::get("/look")).await.unwrap(), 1);
    assert_eq!(transport.download(&server.url).bytes().await.unwrap(), "film");
    assert_eq!(tries.load(Ordering::Relaxed), 4);
    assert!(server.requests().iter().all(|request| request.contains("x-signature: signed\r\n")));
}

#[tokio::test]
async fn a_middleware_that_fails_leaves_doubt() {
    let failing = Sign(Arc::default());
    let transport =
        builder("http://127.0.0.1:1").middleware(failing).retry(RetryPolicy::never()).build().unwrap();
    let error = transport.send::<Value>(&Call::get("/look")).await.unwrap_err();
    assert_eq!((error.kind(), error.may_have_been_sent()), (ErrorKind::Transport, true));
    assert_eq!(format!("{error:#}"), "GET /look: a middleware failed: no ink");
}
