//! `POST /generateTask/{model}`: starts a task (`apixo.txt`, generate; `apixo-facts.md`, 2.1).

use std::sync::Arc;

use kernel::command::{Command, Decision};
use kernel::context::Context;
use kernel::directives::PromptDirectives;
use kernel::evidence::ClauseRef;
use kernel::form::{Fault, Fields, one_of, url};
use kernel::job::{Draft, JobState};
use kernel::machine::Account;
use mock_http::answer::{Answer, Outcome};
use mock_http::call::Call;
use mock_http::local::is_loopback;
use mock_http::operation::Operation;
use mock_http::request::RequestContext;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::envelope::Envelope;
use crate::fail_codes::FailCode;
use crate::lifecycle::timeline;
use crate::models::{self, Commission, Model};
use crate::state::{Apixo, Brief, Callback, JobData, ModelId};
use crate::{clause, refusals};

pub(super) const OPERATION: Operation<Apixo> =
    Operation::post("/generateTask/{model}", |call| Box::pin(answer(call)));

/// The most unfinished tasks of a key (`apixo.txt`, limits).
const MOST_TASKS: usize = 1000;

/// The way in which the caller learns of the result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum RequestType {
    /// The caller polls.
    Async,
    /// The provider calls back.
    Callback,
}

/// Starts a task: holds its price and enters it, or refuses and leaves no trace.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct GenerateTask {
    /// The model of the task.
    pub model: ModelId,
    /// The content that the result shows.
    pub brief: Brief,
    /// The fail code, if the inputs cannot be used.
    pub unusable: Option<FailCode>,
    /// The URL to call when the task has ended.
    pub callback_url: Option<Arc<str>>,
}

impl GenerateTask {
    /// Reads a request to a model. In a strict world a callback URL must be HTTPS.
    fn read(
        fields: &mut Fields<'_>,
        model: &Model,
        context: &RequestContext,
        is_strict: bool,
    ) -> Option<Self> {
        const TYPES: &[(&str, RequestType)] =
            &[("async", RequestType::Async), ("callback", RequestType::Callback)];
        // The sandbox has one provider, whichever the caller chooses.
        const PROVIDERS: &[(&str, ())] = &[("auto", ()), ("value", ()), ("official", ())];
        if !fields.has("request_type") {
            fields.cite(&clause::GENERATE_REQUEST_TYPE_OPTIONAL);
        }
        let request_type = fields.checked("request_type", &clause::GENERATE_REQUEST_TYPE, one_of(TYPES));
        let callback_url = match request_type {
            Some(RequestType::Callback) => {
                let url = fields.required("callback_url", &clause::GENERATE_CALLBACK_URL, url);
                url.filter(|url| may_call(fields, url, context, is_strict))
            }
            _ => {
                fields.ignored("callback_url", &clause::GENERATE_CALLBACK_URL_IGNORED);
                None
            }
        };
        fields.checked("provider", &clause::GENERATE_PROVIDER, one_of(PROVIDERS));
        let read = |input: &mut Fields<'_>| (model.read)(input, context);
        let Commission { brief, unusable } = fields.object("input", &clause::GENERATE_INPUT, read)?;
        let callback_url = callback_url.map(|url| String::from(url).into());
        Some(Self { model: model.id, brief, unusable, callback_url })
    }
}

/// Returns `true` if a URL may be called back, and refuses the field otherwise. HTTPS is always allowed. Plain HTTP is allowed
/// for hosts that the sandbox may call, because they have no public certificates; a strict world refuses it.
fn may_call(fields: &mut Fields<'_>, url: &Url, context: &RequestContext, is_strict: bool) -> bool {
    if url.scheme() == "https" {
        return true;
    }
    let is_here = url.host().is_some_and(|host| is_loopback(&host));
    if context.world.sender.may_call(url).is_ok() && !is_strict {
        fields.cite(if is_here {
            &clause::GENERATE_CALLBACK_URL_LOOPBACK
        } else {
            &clause::GENERATE_CALLBACK_URL_ALLOWED
        });
        return true;
    }
    let held: ClauseRef =
        if is_here { &clause::GENERATE_CALLBACK_URL_STRICT } else { &clause::GENERATE_CALLBACK_URL_HTTPS };
    fields.refuse("callback_url", Fault::NotUrl, held);
    false
}

impl Command<Apixo> for GenerateTask {
    const NAME: &'static str = "generate-task";
    /// The id of the task.
    type Reply = Arc<str>;

    fn apply(self, account: &mut Account<Apixo>, context: &Context) -> Decision<Arc<str>, Answer> {
        self.start(account, context).into()
    }
}

impl GenerateTask {
    fn start(self, account: &mut Account<Apixo>, context: &Context) -> Result<Arc<str>, Answer> {
        let Self { model, brief, unusable, callback_url } = self;
        let price = brief.price();
        account.ledger.afford(price).map_err(|_| refusals::INSUFFICIENT_CREDITS.answer())?;
        let unfinished = account.counts().filter(|(state, _)| !state.is_terminal());
        let unfinished: usize = unfinished.map(|(_, count)| count).sum();
        if unfinished >= MOST_TASKS {
            return Err(refusals::TOO_MANY_TASKS.answer());
        }
        let (ordinal, mut stream) = account.draw();
        let id = format!("task_{:012x}", stream.number() >> 16);
        let directives = PromptDirectives::read(brief.prompt.as_deref());
        let work = brief.resolution.price().work;
        let (timeline, failure) = timeline(work, unusable, &directives, context.pace);
        let callback = callback_url.map(|url| Callback { url, origin: context.origin.clone() });
        let data = JobData { model, brief, drawn_seed: stream.seed(), callback };
        let draft = Draft { id, ordinal, price, timeline, failure, data };
        let job = account.accept(context, draft).map_err(|_| refusals::INSUFFICIENT_CREDITS.answer())?;
        Ok(job.id.clone())
    }
}

/// The answer to a call that started a task.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Accepted {
    /// The id of the task.
    task_id: Arc<str>,
}

async fn answer(call: &mut Call<Apixo>) -> Outcome {
    let unknown =
        || refusals::MODEL_NOT_FOUND.answer().citing([&clause::GENERATE_UNKNOWN_MODEL as ClauseRef]);
    let model = models::find(call.parameter("model")).ok_or_else(unknown)?;
    let (context, is_strict) = (call.context.clone(), call.is_strict());
    let command = call.json(|fields| GenerateTask::read(fields, model, &context, is_strict)).await?;
    let task_id = call.apply(command)?;
    call.cite([&clause::GENERATE_ANSWER as ClauseRef, &clause::PRICE_HELD]);
    Ok(Answer::ok(&Envelope::success(Accepted { task_id })))
}
