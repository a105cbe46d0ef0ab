//! An endless answer costs bounded memory, and a wait for it bounded time.
//!
//! This test is a process of its own, as it measures the memory of its process.

#![expect(clippy::unwrap_used, reason = "a test stops where what it stands on breaks")]

use client_core::{
    Call, ClientBuilder, ErrorKind, Polling, Refusal, Repeat, RetryPolicy, Service, Transport,
};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

const MEBIBYTE: usize = 1024 * 1024;

/// Starts a server that answers every request with 200 MiB of JSON, under this status.
async fn endless(status: u16) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut connection, _)) = listener.accept().await {
            tokio::spawn(async move {
                let _ = connection.read(&mut [0; 4096]).await;
                let head = format!("HTTP/1.1 {status} X\r\ncontent-length: {}\r\n\r\n\"", 200 * MEBIBYTE);
                let _ = connection.write_all(head.as_bytes()).await;
                let chunk = vec![b'x'; MEBIBYTE];
                for _ in 0..200 {
                    if connection.write_all(&chunk).await.is_err() {
                        return;
                    }
                }
            });
        }
    });
    url
}

/// Returns the most memory that this process has held, in bytes; `None` where the system does not tell.
fn peak() -> Option<usize> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.trim().parse::<usize>().ok().map(|kilobytes| kilobytes * 1024)
}

#[tokio::test]
async fn an_answer_of_200_mebibytes_stays_under_64() {
    let service = Service {
        user_agent: "test/1",
        variables: ("TEST_KEY", "TEST_URL"),
        polling: Polling::default(),
        pace: None,
        read_refusal: |_| Refusal::default(),
        read_status: |_| None,
    };
    for (status, kind) in [(200, ErrorKind::TooLarge), (402, ErrorKind::Api)] {
        let builder: ClientBuilder<Transport> = ClientBuilder::new(&endless(status).await, service.clone());
        let transport = builder.token("key-1").retry(RetryPolicy::never()).build().unwrap();
        let call = Call::post("/buy", &json!({}), Repeat::WhenUntouched).unwrap();
        let error = transport.send::<Value>(&call).await.unwrap_err();
        assert_eq!((error.kind(), error.status()), (kind, Some(status)));
        assert_eq!(error.raw_body().unwrap().len(), 16 * MEBIBYTE);
    }
    if let Some(peak) = peak() {
        assert!(peak < 64 * MEBIBYTE, "{} MiB", peak / MEBIBYTE);
    }
}
