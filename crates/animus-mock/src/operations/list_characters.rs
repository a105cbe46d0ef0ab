//! `GET /characters`: a page of the characters.

use kernel::evidence::ClauseRef;
use kernel::form::Fields;
use mock_http::answer::{Answer, Outcome};
use mock_http::call::Call;
use mock_http::operation::Operation;
use serde::Serialize;

use crate::clause;
use crate::pages::{Page, PageRule, Pagination};
use crate::state::Animus;
use crate::views::characters::CharacterRecord;

pub(super) const OPERATION: Operation<Animus> =
    Operation::get("/characters", |call| Box::pin(async { answer(call) }));

static PAGE: PageRule = PageRule {
    default: 20,
    most: 100,
    limit: &clause::CHARACTER_LIST_LIMIT_RANGE,
    usual: &clause::CHARACTER_LIST_LIMIT,
    offset: &clause::CHARACTER_LIST_OFFSET,
};

struct Request {
    page: Page,
}

impl Request {
    fn read(fields: &mut Fields<'_>) -> Self {
        Self { page: Page::read(fields, &PAGE) }
    }
}

/// The answer to the call.
#[derive(Serialize)]
struct CharacterList {
    /// The characters.
    characters: Vec<CharacterRecord>,
    /// The place of the page in the list.
    pagination: Pagination,
    /// The filters of the list.
    filters: Filters,
}

/// The filters of a list of characters.
#[derive(Serialize)]
struct Filters {
    /// The id of the caller's organization.
    organization_id: String,
    /// The id of a creator: always null, because no list is filtered by it.
    creator_id: Option<String>,
}

fn answer(call: &mut Call<Animus>) -> Outcome {
    let Request { page } = call.query(|fields| Some(Request::read(fields)))?;
    let (body, total) = call.look(|account, _| {
        let all = &account.data.characters;
        let listed = all.newest(page.offset, page.limit);
        let characters: Vec<_> =
            listed.map(|character| CharacterRecord::of(&account.id, character)).collect();
        let pagination = page.pagination(characters.len(), all.count());
        let filters = Filters { organization_id: account.id.to_string(), creator_id: None };
        (CharacterList { characters, pagination, filters }, all.count())
    });
    let listed = body.characters.len();
    call.cite_where([
        (true, &clause::CHARACTER_LIST as ClauseRef),
        (listed > 0, &clause::CHARACTER_INSTANTS),
        (listed > 1, &clause::CHARACTER_LIST_ORDER),
    ]);
    call.cite(page.clauses(&PAGE, listed, total));
    Ok(Answer::ok(&body))
}
