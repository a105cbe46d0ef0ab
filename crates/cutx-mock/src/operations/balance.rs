//! `GET /credits/balance`: the balance and the credits that were ever used.

use kernel::credits::Credits;
use kernel::evidence::ClauseRef;
use kernel::machine::Machine;
use mock_http::answer::Answer;
use mock_http::call::Call;
use mock_http::environment::OpeningCredits;
use mock_http::operation::Operation;
use serde::Serialize;

use crate::clause;
use crate::lifecycle::State;
use crate::state::Cutx;

pub(super) const OPERATION: Operation<Cutx> =
    Operation::get("/credits/balance", |call| Box::pin(async { Ok(answer(call)) }));

/// The answer to a balance call.
#[derive(Serialize)]
struct Body {
    /// The balance in credits.
    balance: i64,
    /// The credits ever bought: always 0, because nothing can be bought here.
    lifetime_purchased: i64,
    /// The credits charged and not refunded.
    lifetime_used: i64,
}

fn answer(call: &mut Call<Cutx>) -> Answer {
    let (balance, charged, refunded, canceled, expired) = call.look(|account, _| {
        let ledger = &account.ledger;
        let [canceled, expired] = [State::Canceled, State::Expired].map(|state| account.count_in(state));
        (ledger.balance(), ledger.charged(), ledger.refunded(), canceled, expired)
    });
    let is_providers = call.context.world.settings.credits == OpeningCredits::Provider;
    let opened_with = balance + charged - refunded;
    call.cite_where([
        (true, &clause::CREDITS_BALANCE as ClauseRef),
        (true, &clause::CREDITS_LIFETIME_PURCHASED),
        (is_providers && opened_with == Cutx::OPENING_CREDITS, &clause::CREDITS_OPENING),
        (charged > Credits::ZERO, &clause::CREDITS_LIFETIME_USED),
        (refunded > Credits::ZERO, &clause::CREDITS_LIFETIME_USED_REFUND),
        (refunded > Credits::ZERO, &clause::JOB_REFUND),
        (canceled > 0, &clause::JOB_NO_REFUND_CANCELED),
        (expired > 0, &clause::JOB_NO_REFUND_EXPIRED),
    ]);
    Answer::ok(&Body {
        balance: balance.to_whole(),
        lifetime_purchased: 0,
        lifetime_used: (charged - refunded).to_whole(),
    })
}
