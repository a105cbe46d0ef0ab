//! `GET /apikeys/current-balance`: the balance in US dollars.

use kernel::credits::Credits;
use kernel::evidence::ClauseRef;
use kernel::job::JobState;
use mock_http::answer::Answer;
use mock_http::call::Call;
use mock_http::operation::Operation;

use crate::clause;
use crate::envelope::Envelope;
use crate::lifecycle::State;
use crate::state::Apixo;

pub(super) const OPERATION: Operation<Apixo> =
    Operation::get("/apikeys/current-balance", |call| Box::pin(async { Ok(answer(call)) }));

fn answer(call: &mut Call<Apixo>) -> Answer {
    let (balance, refunded, counts) = call.look(|account, _| {
        (account.ledger.balance(), account.ledger.refunded(), account.counts().collect::<Vec<_>>())
    });
    let has = |wanted: fn(State) -> bool| counts.iter().any(|(state, count)| wanted(*state) && *count > 0);
    call.cite_where([
        (true, &clause::BALANCE_ANSWER as ClauseRef),
        (balance.to_ten_thousandths() % 10_000 != 0, &clause::BALANCE_DECIMALS),
        (balance == Credits::ZERO && !has(|_| true), &clause::BALANCE_OPENING),
        (has(|state| !state.is_terminal()), &clause::BALANCE_HELD),
        (refunded > Credits::ZERO, &clause::PRICE_REFUND),
    ]);
    Answer::ok(&Envelope::success(balance))
}
