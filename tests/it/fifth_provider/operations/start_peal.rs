//! `POST /peals`: rings the bells.

use std::sync::Arc;
use std::time::Duration;

use kernel::command::{Command, Decision};
use kernel::context::Context;
use kernel::credits::Credits;
use kernel::form::{Fields, url};
use kernel::job::Draft;
use kernel::machine::Account;
use mock_http::answer::{Answer, Outcome};
use mock_http::call::Call;
use mock_http::operation::Operation;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::fifth_provider::clause;
use crate::fifth_provider::provider::too_poor;
use crate::fifth_provider::state::{Bell, PEAL, Peal, State};

pub(super) const OPERATION: Operation<Bell> = Operation::post("/peals", |call| Box::pin(answer(call)));

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StartPeal {
    callback: Option<Arc<str>>,
}

impl StartPeal {
    fn read(fields: &mut Fields<'_>) -> Self {
        let callback = fields.optional("callback", &clause::WEBHOOK, url);
        Self { callback: callback.map(|url| String::from(url).into()) }
    }
}

impl Command<Bell> for StartPeal {
    const NAME: &'static str = "start-peal";
    type Reply = Arc<str>;

    fn apply(self, account: &mut Account<Bell>, context: &Context) -> Decision<Arc<str>, Answer> {
        Decision::by(|evidence| {
            evidence.cite(&clause::START);
            let (ordinal, mut stream) = account.draw();
            let timeline = vec![(Duration::ZERO, State::Ringing), (context.pace.scale(PEAL), State::Silent)];
            let draft = Draft {
                id: stream.uuid().to_string(),
                ordinal,
                price: Credits::whole(2),
                timeline,
                failure: None,
                data: Peal { callback: self.callback },
            };
            let job = account.accept(context, draft).map_err(|_| too_poor())?;
            Ok(job.id.clone())
        })
    }
}

async fn answer(call: &mut Call<Bell>) -> Outcome {
    let command = call.json(|fields| Some(StartPeal::read(fields))).await?;
    let id = call.apply(command)?;
    Ok(Answer::ok(&json!({ "peal": id })))
}
