//! A wait ends in time on the machine's own clock, and on tokio's when that is paused.

use std::time::Duration;

use client_core::jobs::{Job, Phase};
use client_core::{Call, Error, ErrorKind, Handle, Polling, Transport, Watched, service_error};

use crate::server::{Reply, Server};

client_core::answers! {
    /// A film that is being made.
    Film {
        /// The state.
        state: String,
        ;
    }
}

impl Job for Film {
    fn phase(&self) -> Phase {
        match self.state.as_str() {
            "done" => Phase::Succeeded,
            "failed" => Phase::Failed,
            _ => Phase::Running,
        }
    }

    fn summary(&self) -> String {
        format!("the film is {}", self.state)
    }
}

impl Watched for Film {
    type Id = ();
    type Error = FilmError;

    async fn look(transport: Transport<FilmError>, (): (), within: Duration) -> Result<Self, FilmError> {
        transport.send(&Call::get("/film").time_limit(within)).await
    }
}

fn no_reason(_: &Error) -> Option<()> {
    None
}

service_error! {
    /// The failure of a call about films.
    pub struct FilmError { refusal: (), reads: no_reason, job: Film }
}

fn film(url: &str, polling: Polling) -> Handle<Film> {
    let builder = client_core::ClientBuilder::<Transport<FilmError>>::new(url, crate::service());
    Handle::new(&builder.token("key-1").polling(polling).build().unwrap(), ())
}

const RUNNING: Reply = Reply::Json(200, r#"{"state": "running"}"#);
const DONE: Reply = Reply::Json(200, r#"{"state": "done"}"#);

#[expect(clippy::disallowed_methods, reason = "the machine's own time is what is tested")]
async fn timed<T>(work: impl Future<Output = T>) -> (T, Duration) {
    let start = std::time::Instant::now();
    (work.await, start.elapsed())
}

#[tokio::test]
async fn a_wait_at_a_silent_server_ends_in_time() {
    for (script, limit) in [(vec![Reply::Silence, Reply::Silence], 1.5), (vec![RUNNING, Reply::Silence], 1.8)]
    {
        let server = Server::start(script).await;
        let film = film(&server.url, Polling::default());
        let (waited, took) = timed(film.wait(Duration::from_secs(1))).await;
        assert_eq!(waited.unwrap_err().kind(), ErrorKind::Deadline);
        assert!(took >= Duration::from_secs(1) && took < Duration::from_secs_f64(limit), "{took:?}");
    }
}

#[tokio::test]
async fn progress_and_result_come_from_one_wait() {
    let server = Server::start([RUNNING, RUNNING, DONE]).await;
    let mut told = Vec::new();
    let film = film(&server.url, Polling::every(Duration::ZERO));
    let done = film.wait_with(Duration::from_secs(60), |film| told.push(film.state.clone())).await;
    assert_eq!((done.unwrap().state.as_str(), told), ("done", vec!["running".to_owned(), "done".to_owned()]));
}

#[tokio::test]
async fn the_page_of_a_gateway_is_waited_out_and_a_refusal_keeps_the_job() {
    let server = Server::start([RUNNING, Reply::Json(200, "<h1>Busy</h1>"), DONE]).await;
    let waited = film(&server.url, Polling::every(Duration::ZERO)).wait(Duration::from_secs(60)).await;
    assert_eq!(waited.unwrap().state, "done");
    for (reply, kind) in
        [(Reply::Json(404, ""), ErrorKind::Api), (Reply::Json(200, r#"{"state": null}"#), ErrorKind::Decode)]
    {
        let server = Server::start([RUNNING, reply]).await;
        let error = film(&server.url, Polling::every(Duration::ZERO))
            .wait(Duration::from_secs(60))
            .await
            .unwrap_err();
        assert_eq!((error.kind(), error.last_job().map(|film| film.state.as_str())), (kind, Some("running")));
    }
}

#[tokio::test(start_paused = true)]
async fn a_paused_clock_makes_no_storm() {
    let server = Server::start((0..99).map(|_| RUNNING)).await;
    let error = film(&server.url, Polling::default()).wait(Duration::from_secs(60)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Deadline);
    let looks = server.requests().len();
    assert!((8..=12).contains(&looks), "{looks} looks in a minute");
}
