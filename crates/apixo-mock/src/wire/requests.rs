//! The request around every model's input (`apixo-facts.md`, 2.1), and the status query.

use mock_core::clause::ClauseRef;
use mock_core::fields::{Fault, Fields, Form, one_of, text, url};
use mock_core::http::Visit;
use mock_core::local::is_loopback;
use url::Url;

use crate::clause;
use crate::models::{Commission, Model};

/// The way in which the caller learns of the result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum RequestType {
    /// The caller polls.
    Async,
    /// The provider calls back.
    Callback,
}

/// The provider that the caller chooses for its request; the sandbox has only one.
#[derive(Clone, Copy, Debug)]
enum Route {
    /// Any provider.
    Auto,
    /// A certain provider.
    Other,
}

/// The body of `POST /generateTask/{model}`.
pub struct GenerateRequest {
    /// The URL to call when the task has ended.
    pub callback_url: Option<Url>,
    /// The input, as the model has read it.
    pub commission: Commission,
}

impl GenerateRequest {
    /// Reads a request to a model. In a strict world a callback URL must be HTTPS.
    pub fn read(fields: &mut Fields<'_>, model: &Model, visit: &Visit) -> Option<Self> {
        const TYPES: &[(&str, RequestType)] =
            &[("async", RequestType::Async), ("callback", RequestType::Callback)];
        const PROVIDERS: &[(&str, Route)] =
            &[("auto", Route::Auto), ("value", Route::Other), ("official", Route::Other)];
        let request_type = fields.optional("request_type", &clause::GENERATE_REQUEST_TYPE, one_of(TYPES));
        if request_type.is_none() {
            fields.cite(&clause::GENERATE_REQUEST_TYPE_DEFAULT);
            fields.cite(&clause::GENERATE_REQUEST_TYPE_OPTIONAL);
        }
        let mut ignored = false;
        let callback_url = match request_type {
            Some(RequestType::Callback) => {
                let url = fields.required("callback_url", &clause::GENERATE_CALLBACK_URL, url);
                url.filter(|url| may_call(fields, url, visit))
            }
            _ => {
                ignored = fields.ignored("callback_url", &clause::GENERATE_CALLBACK_URL_IGNORED);
                None
            }
        };
        let provider = fields.optional("provider", &clause::GENERATE_PROVIDER, one_of(PROVIDERS));
        match provider {
            None => fields.cite(&clause::GENERATE_PROVIDER_DEFAULT),
            Some(Route::Auto) => {}
            Some(Route::Other) => fields.cite(&clause::GENERATE_PROVIDER_NO_MATTER),
        }
        let commission =
            fields.object("input", &clause::GENERATE_INPUT, |input| (model.read)(input, visit))?;
        if commission.is_complete && provider.is_some() {
            fields.cite(match commission.brief.kind {
                "replace" => &clause::GENERATE_PRINTED_REPLACE,
                _ if ignored => &clause::GENERATE_PRINTED_BODY,
                _ => &clause::GENERATE_PRINTED_ANIMATE,
            });
        }
        Some(Self { callback_url, commission })
    }
}

/// Returns `true` if a URL may be called back, and refuses the field otherwise. HTTPS is always allowed. Plain HTTP is allowed
/// for hosts that the sandbox may call, because they have no public certificates; a strict world refuses it.
fn may_call(fields: &mut Fields<'_>, url: &Url, visit: &Visit) -> bool {
    if url.scheme() == "https" {
        return true;
    }
    let is_here = url.host().is_some_and(|host| is_loopback(&host));
    if visit.world.courier.may_call(url).is_ok() && !visit.world.settings.strict {
        let clause: ClauseRef = if is_here {
            &clause::GENERATE_CALLBACK_URL_LOOPBACK
        } else {
            &clause::GENERATE_CALLBACK_URL_ALLOWED
        };
        fields.cite(clause);
        return true;
    }
    let held: ClauseRef =
        if is_here { &clause::GENERATE_CALLBACK_URL_STRICT } else { &clause::GENERATE_CALLBACK_URL_HTTPS };
    fields.refuse("callback_url", Fault::NotUrl, held);
    false
}

/// The query of `GET /statusTask/{model}`.
pub struct StatusQuery {
    /// The id of the task.
    pub task_id: String,
}

impl Form for StatusQuery {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let task_id = fields.required("taskId", &clause::STATUS_TASK_ID, text(1..=usize::MAX));
        Some(Self { task_id: task_id? })
    }
}
