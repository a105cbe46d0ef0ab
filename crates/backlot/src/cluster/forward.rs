//! Sending a request on to the owner of its world, and its answer back.

use std::time::Duration;

use axum::body::Body;
use axum::extract::Request;
use axum::http::header::{CONNECTION, EXPECT, HOST, TE, TRAILER, TRANSFER_ENCODING, UPGRADE};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Uri};
use axum::response::Response;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use mock_http::authority::Authority;
use store::shared::Node;

/// A mark on a request that another node has sent on: it is not sent on again.
pub(crate) const FORWARDED: HeaderName = HeaderName::from_static("backlot-forwarded");
/// A mark on an answer of a node that does not own the world: nothing has happened.
pub(crate) const ELSEWHERE: HeaderName = HeaderName::from_static("backlot-elsewhere");
/// The longest time for a connection to another node to come about.
const CONNECT: Duration = Duration::from_secs(1);
/// Headers that are about one connection alone.
const OF_ONE_HOP: [HeaderName; 7] =
    [CONNECTION, EXPECT, TE, TRAILER, TRANSFER_ENCODING, UPGRADE, HeaderName::from_static("keep-alive")];

/// The way to other nodes.
pub(crate) struct Forwarder(Client<HttpConnector, Body>);

/// The end of a request that was sent on.
pub(crate) enum Forwarded {
    /// The owner has answered.
    Answered(Response),
    /// The node was not reached, or is no owner: nothing has happened.
    Elsewhere,
    /// The connection ended without an answer, which may be what the caller has asked for: nobody knows what has happened.
    Broken,
    /// The node was given up before it answered: nobody knows what has happened.
    GivenUp,
}

impl Forwarder {
    /// Creates the way. Connections are made when they are needed, and kept.
    pub(crate) fn new() -> Self {
        let mut connector = HttpConnector::new();
        connector.set_connect_timeout(Some(CONNECT));
        connector.set_nodelay(true);
        let mut builder = Client::builder(TokioExecutor::new());
        builder.pool_timer(TokioTimer::new()).set_host(false);
        Self(builder.build(connector))
    }

    /// Sends a request of a node on to another one, until that one is gone. The other one sees the authority that the request came to.
    pub(crate) async fn send(
        &self,
        own: &Node,
        mut request: Request,
        authority: Option<&Authority>,
        gone: impl Future<Output = ()>,
    ) -> Forwarded {
        let headers = request.headers_mut();
        without_hop(headers);
        if let Some(authority) =
            authority.and_then(|authority| HeaderValue::from_str(authority.as_str()).ok())
        {
            headers.insert(HOST, authority);
        }
        if let Ok(name) = HeaderValue::from_str(&own.name) {
            headers.insert(FORWARDED, name);
        }
        let answered = tokio::select! {
            answered = self.0.request(request) => answered,
            // A node that was given up may never answer, and nobody waits for what it says.
            () = gone => return Forwarded::GivenUp,
        };
        match answered {
            Ok(response) if response.headers().contains_key(ELSEWHERE) => Forwarded::Elsewhere,
            Ok(mut response) => {
                without_hop(response.headers_mut());
                Forwarded::Answered(response.map(Body::new))
            }
            Err(error) if error.is_connect() => Forwarded::Elsewhere,
            Err(_) => Forwarded::Broken,
        }
    }
}

/// Returns the URI of a path with its query at a node.
pub(super) fn uri_at(node: &Node, path_and_query: &str) -> Option<Uri> {
    format!("{}{path_and_query}", node.url.trim_end_matches('/')).parse().ok()
}

/// Takes away what is about one connection alone.
fn without_hop(headers: &mut HeaderMap) {
    let named: Vec<HeaderName> = headers
        .get_all(CONNECTION)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|name| name.trim().parse().ok())
        .collect();
    for name in OF_ONE_HOP.iter().chain(&named) {
        headers.remove(name);
    }
}
