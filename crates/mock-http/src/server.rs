//! The server: one listener, any service, and a bounded end.
//!
//! It drives the connections itself, since a response may be withheld: see [`Hangup`].

use std::convert::Infallible;
use std::net::SocketAddr;
use std::time::Duration;
use std::{fmt, io};

use axum::body::Body;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::http::header::CONTENT_LENGTH;
use axum::response::Response;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use hyper_util::server::graceful::{GracefulConnection, GracefulShutdown};
use journal::patience::{Stopwatch, patience};
use tokio::net::{TcpListener, TcpStream};
use tower::{Service, ServiceExt};

use crate::authority::LocalAddress;
use crate::clock::pause;
use crate::socket::{Reader, Socket};

/// The time that calls under way have to finish after the server is told to stop.
const GRACE: Duration = Duration::from_secs(2);
/// The pause before the next try if the machine has no more connections to give.
const EXHAUSTED: Duration = Duration::from_millis(50);
/// The time between two warnings about a lack of connections.
const COMPLAINTS: Duration = Duration::from_secs(10);

/// A mark on a response, as an extension: the response is not sent, and the connection ends.
#[derive(Clone, Copy, Debug)]
pub struct Hangup;

impl fmt::Display for Hangup {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("hung up without an answer")
    }
}

impl std::error::Error for Hangup {}

/// Serves until `stop` is ready, then lets calls under way finish. After two seconds the unfinished ones are dropped, since a
/// request that is never sent to its end would block the stop for ever.
pub async fn serve<S>(listener: TcpListener, app: S, stop: impl Future<Output = ()>) -> io::Result<()>
where
    S: Service<Request, Response = Response, Error = Infallible, Future: Send> + Clone + Send + 'static,
{
    let mut stop = std::pin::pin!(stop);
    let under_way = GracefulShutdown::new();
    let mut connections = tokio::task::JoinSet::new();
    let mut complained: Option<Stopwatch> = None;
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    let Ok(address) = stream.local_addr() else { continue };
                    let connection = under_way.watch(connection(stream, address, app.clone()));
                    connections.spawn(async move {
                        if let Err(error) = connection.await && error.is_parse() {
                            tracing::warn!("a request that is no HTTP was refused: {error}");
                        }
                    });
                }
                // The connection was closed again, or there are too many of them. The next one may succeed.
                Err(error) => {
                    if complained.is_none_or(|last| last.elapsed() > COMPLAINTS) {
                        complained = Some(Stopwatch::start());
                        tracing::warn!("callers wait, since the machine gives no more connections: {error}");
                    }
                    pause(EXHAUSTED).await;
                }
            },
            Some(_) = connections.join_next() => {}
            () = &mut stop => break,
        }
    }
    drop(listener);
    // Connections that are left after that are dropped with their tasks.
    patience(GRACE, under_way.shutdown()).await;
    Ok(())
}

fn connection<S>(
    stream: TcpStream,
    address: SocketAddr,
    app: S,
) -> impl GracefulConnection<Error = hyper::Error>
where
    S: Service<Request, Response = Response, Error = Infallible> + Clone,
{
    // Small answers must not wait for more data. A socket that refuses the option still works.
    let _ = stream.set_nodelay(true);
    let socket = Socket::new(stream);
    let reader = socket.reader();
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        answer(app.clone(), request, address, reader.clone())
    });
    // The socket itself handles callers that stand still or leave.
    http1::Builder::new().half_close(true).serve_connection(TokioIo::new(socket), service)
}

async fn answer<S>(
    app: S,
    mut request: hyper::Request<Incoming>,
    address: SocketAddr,
    reader: Reader,
) -> Result<Response, Hangup>
where
    S: Service<Request, Response = Response, Error = Infallible>,
{
    request.extensions_mut().insert(LocalAddress(address));
    tokio::select! {
        // Most answers are ready at once, and then the caller is not watched.
        biased;
        Ok(mut response) = app.oneshot(request.map(Body::new)) => {
            if matches!(response.status(), StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED) {
                // The router adds the length of the empty body. Such an answer must have no length, or the length of the file
                // (RFC 9110, 8.6).
                response.headers_mut().remove(CONTENT_LENGTH);
            }
            if response.extensions().get::<Hangup>().is_some() { Err(Hangup) } else { Ok(response) }
        }
        () = reader.gone() => Err(Hangup),
    }
}
