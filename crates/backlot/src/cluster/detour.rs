//! Requests whose world is not here: they wait for it, or go to its owner.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use journal::patience::Stopwatch;
use mock_http::authority::Authority;
use mock_http::clock::pause;
use mock_http::module::ProviderModule;
use mock_http::refusal::Problem;
use mock_http::server::Hangup;
use mock_http::world::World;

use super::carried::Carried;
use super::counts::add;
use super::forward::{ELSEWHERE, Forwarded, uri_at};
use super::node::Cluster;
use super::place::{Place, place};
use super::scope::Way;
use crate::control::Refused;
use crate::cors::Sharing;
use crate::traffic::pass_on;
use crate::worlds::Backlot;

/// The longest time that a request looks for the owner of its world, beside the time that a takeover needs.
const PATIENCE: Duration = Duration::from_secs(3);
/// The pause before the next look.
const PAUSE: Duration = Duration::from_millis(50);

/// The refusals of a request on a detour, in the words of its destination.
pub(crate) struct Refuse {
    /// The number of the module that the request goes to, if it goes to a provider.
    pub(crate) module: Option<usize>,
    /// The rules for pages of other origins.
    pub(crate) sharing: Sharing,
    /// Refuses a world that does not exist.
    pub(crate) nowhere: fn() -> Response,
}

/// The end of a detour.
pub(crate) enum Arrival {
    /// The world is here after all.
    Here(Arc<World>, Request),
    /// The answer.
    Answer(Response),
}

impl Way {
    /// Finds the world of a request. If it belongs to another node, returns that node's answer.
    pub(crate) async fn arrive(
        self,
        backlot: &Arc<Backlot>,
        cluster: &Arc<Cluster>,
        request: Request,
        authority: Option<&Authority>,
        refuse: &Refuse,
    ) -> Arrival {
        let watch = Stopwatch::start();
        let (mut searching, mut was_given_up) = (watch, false);
        let inner = request.uri().clone();
        let Some(mut carried) = Carried::of(request).await else {
            return Arrival::Answer(hung_up());
        };
        let answer = loop {
            let forwarded = match place(backlot, cluster, &self.world).await {
                Place::Here(world) => {
                    let world = if self.is_about { backlot.lobby() } else { world };
                    return Arrival::Here(world, carried.request(inner));
                }
                Place::Nowhere => break refuse.shared((refuse.nowhere)()),
                Place::There(node) if !self.was_forwarded => {
                    let path = self.whole.path_and_query().map_or("/", |path| path.as_str());
                    let Some(uri) = uri_at(&node, path) else { break refuse.unavailable(backlot) };
                    let request = carried.request(uri);
                    cluster.send(&node, request, authority).await
                }
                Place::There(_) => break refuse.elsewhere(backlot),
                Place::Unknown(problem) => {
                    tracing::debug!(world = self.world, problem, "nobody answers for a world");
                    add(&cluster.counts.unowned);
                    break refuse.unavailable(backlot);
                }
            };
            let is_safe = carried.head().method.is_safe();
            match forwarded {
                Forwarded::Answered(response) => {
                    add(&cluster.counts.forwarded);
                    break response;
                }
                Forwarded::GivenUp if is_safe && !was_given_up => {
                    // That may have taken long. The search for the next owner begins now.
                    (was_given_up, searching) = (true, Stopwatch::start());
                    cluster.note_owner(&self.world, None);
                }
                Forwarded::GivenUp | Forwarded::Broken => {
                    add(&cluster.counts.broken);
                    break hung_up();
                }
                Forwarded::Elsewhere => cluster.note_owner(&self.world, None),
            }
            if !carried.is_whole() || searching.elapsed() > PATIENCE {
                add(&cluster.counts.unowned);
                break refuse.unavailable(backlot);
            }
            pause(PAUSE).await;
        };
        Arrival::Answer(self.finish(backlot, carried, watch, answer).await)
    }

    async fn finish(
        &self,
        backlot: &Arc<Backlot>,
        carried: Carried,
        watch: Stopwatch,
        mut answer: Response,
    ) -> Response {
        let (method, path) = (carried.head().method.clone(), self.whole.path().to_owned());
        if !carried.drain().await {
            answer.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
        let at = backlot.lobby().clock.now();
        pass_on(backlot, (&self.world, at), watch, &method, &path, answer).await
    }
}

impl Refuse {
    /// Refuses the request in the words of its provider.
    fn unavailable(&self, backlot: &Backlot) -> Response {
        let module = self.module.and_then(|module| backlot.modules().get(module));
        let refusal = |module: &ProviderModule| (module.refuse)(Problem::Unavailable).into_response();
        self.shared(module.map_or_else(|| Refused::unowned().into_response(), refusal))
    }

    fn elsewhere(&self, backlot: &Backlot) -> Response {
        let mut answer = self.unavailable(backlot);
        answer.headers_mut().insert(ELSEWHERE, HeaderValue::from_static("true"));
        answer
    }

    fn shared(&self, mut response: Response) -> Response {
        self.sharing.apply(response.headers_mut());
        response
    }
}

/// Returns an answer that is not sent: the connection ends, as it does when a service crashes.
fn hung_up() -> Response {
    let mut response = StatusCode::BAD_GATEWAY.into_response();
    response.extensions_mut().insert(Hangup);
    response
}
