//! `GET /generation/groups`: a page of the groups (`animus-facts.md`, 2.4).

use std::sync::Arc;

use kernel::evidence::ClauseRef;
use kernel::form::{Fields, text};
use mock_http::answer::{Answer, Outcome};
use mock_http::call::Call;
use mock_http::operation::Operation;
use serde::Serialize;

use crate::clause;
use crate::pages::{Page, PageRule, Pagination};
use crate::state::Animus;
use crate::views::groups::{GroupRecord, GroupView};

pub(super) const OPERATION: Operation<Animus> =
    Operation::get("/generation/groups", |call| Box::pin(async { answer(call) }));

static PAGE: PageRule = PageRule {
    default: 50,
    most: 100,
    limit: &clause::GROUP_LIST_LIMIT,
    usual: &clause::GROUP_LIST_DEFAULTS,
    offset: &clause::GROUP_LIST_OFFSET,
};

struct Request {
    page: Page,
    /// The id of a character to filter by.
    character_id: Option<String>,
}

impl Request {
    fn read(fields: &mut Fields<'_>) -> Self {
        let page = Page::read(fields, &PAGE);
        let character_id =
            fields.checked("character_id", &clause::GROUP_LIST_CHARACTER, text(0..=usize::MAX));
        Self { page, character_id }
    }
}

/// The answer to the call.
#[derive(Serialize)]
struct GroupList {
    /// A page of groups.
    groups: Vec<GroupRecord>,
    /// The place of the page in the list.
    pagination: Pagination,
    /// The id of the organization that owns the groups.
    organization_id: Arc<str>,
}

fn answer(call: &mut Call<Animus>) -> Outcome {
    let Request { page, character_id } = call.query(|fields| Some(Request::read(fields)))?;
    let character_id = character_id.as_deref();
    let (groups, total, account_id) = call.look(|account, _| {
        let groups = account.data.groups.newest(character_id, page.offset, page.limit);
        let groups: Vec<_> = groups.into_iter().map(|group| GroupView::of(account, group)).collect();
        (groups, account.data.groups.count(character_id), account.id.clone())
    });
    call.cite_where([
        (true, &clause::GROUP_LIST as ClauseRef),
        (groups.len() > 1, &clause::GROUP_LIST_ORDER),
        (character_id.is_some(), &clause::GROUP_LIST_CHARACTER),
    ]);
    call.cite(page.clauses(&PAGE, groups.len(), total));
    call.cite(groups.iter().flat_map(GroupView::clauses));
    let origin = call.origin();
    let groups: Vec<_> = groups.into_iter().map(|group| group.record(&origin, &account_id)).collect();
    let pagination = page.pagination(groups.len(), total);
    Ok(Answer::ok(&GroupList { groups, pagination, organization_id: account_id }))
}
