//! The server: one listener, any service, and an end that does not wait for ever.
//!
//! It drives connections itself, since an answer may be that there is none: see [`Hangup`].

use std::convert::Infallible;
use std::time::Duration;
use std::{fmt, io};

use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use hyper_util::server::graceful::{GracefulConnection, GracefulShutdown};
use tokio::net::{TcpListener, TcpStream};
use tower::{Service, ServiceExt};

use crate::clock::{patience, pause};

/// How long calls under way may take to finish once the server is told to stop.
const GRACE: Duration = Duration::from_secs(2);
/// How long to wait when the machine has no more connections to give.
const EXHAUSTED: Duration = Duration::from_millis(50);

/// As an extension of a response: it is not sent, and the connection ends.
#[derive(Clone, Copy, Debug)]
pub struct Hangup;

impl fmt::Display for Hangup {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("hung up without an answer")
    }
}

impl std::error::Error for Hangup {}

/// Serves until `stop` is ready, then lets calls under way finish, and drops what has not finished after two seconds:
/// a request that was sent half would otherwise hold the end up for ever.
pub async fn serve<S>(listener: TcpListener, app: S, stop: impl Future<Output = ()>) -> io::Result<()>
where
    S: Service<Request, Response = Response, Error = Infallible, Future: Send> + Clone + Send + 'static,
{
    let mut stop = std::pin::pin!(stop);
    let under_way = GracefulShutdown::new();
    let mut connections = tokio::task::JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    connections.spawn(under_way.watch(connection(stream, app.clone())));
                }
                // The one that was accepted has gone again, or there are too many; the next one may fare better.
                Err(_) => pause(EXHAUSTED).await,
            },
            Some(_) = connections.join_next() => {}
            () = &mut stop => break,
        }
    }
    drop(listener);
    // What is left after that is dropped with its task.
    patience(GRACE, under_way.shutdown()).await;
    Ok(())
}

fn connection<S>(stream: TcpStream, app: S) -> impl GracefulConnection<Error = hyper::Error>
where
    S: Service<Request, Response = Response, Error = Infallible> + Clone,
{
    // Small answers must not wait for more; a socket that refuses the option still works.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request: hyper::Request<Incoming>| answer(app.clone(), request));
    // Without a timer a connection may be idle for as long as its owner likes.
    http1::Builder::new().serve_connection(TokioIo::new(stream), service)
}

async fn answer<S>(app: S, request: hyper::Request<Incoming>) -> Result<Response, Hangup>
where
    S: Service<Request, Response = Response, Error = Infallible>,
{
    let Ok(response) = app.oneshot(request.map(Body::new)).await;
    if response.extensions().get::<Hangup>().is_some() { Err(Hangup) } else { Ok(response) }
}
