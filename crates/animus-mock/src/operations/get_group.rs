//! `GET /generation/groups/{group}`: a group with a page of its generations (`animus-facts.md`, 2.5).

use kernel::evidence::ClauseRef;
use kernel::form::Fields;
use mock_http::answer::{Answer, Outcome};
use mock_http::call::Call;
use mock_http::operation::Operation;
use serde::Serialize;

use crate::pages::{Page, PageRule, Pagination};
use crate::state::Animus;
use crate::views::generations::{GenerationView, Item};
use crate::views::groups::{GroupRecord, GroupView};
use crate::{clause, refusals};

pub(super) const OPERATION: Operation<Animus> =
    Operation::get("/generation/groups/{group}", |call| Box::pin(async { answer(call) }));

static PAGE: PageRule = PageRule {
    default: 50,
    most: 200,
    limit: &clause::GROUP_LIMIT,
    usual: &clause::GROUP_DETAIL_DEFAULTS,
    offset: &clause::GROUP_OFFSET,
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
struct GroupDetail {
    /// The group.
    #[serde(flatten)]
    group: GroupRecord,
    /// A page of its generations.
    generations: Vec<Item>,
    /// The place of the page in the group.
    pagination: Pagination,
}

fn answer(call: &mut Call<Animus>) -> Outcome {
    let Request { page } = call.query(|fields| Some(Request::read(fields)))?;
    let (group, generations, account_id) = call.look(|account, _| {
        let id = call.parameter("group");
        let group = account.data.groups.get(id);
        let group = group.ok_or_else(|| refusals::about_group(&refusals::GROUP_NOT_FOUND, id))?;
        let members = group.members.newest(page.offset, page.limit);
        let jobs = members.filter_map(|ordinal| account.job_at(ordinal));
        let generations: Vec<_> = jobs.filter_map(|job| GenerationView::of(account, job)).collect();
        Ok::<_, Answer>((GroupView::of(account, group), generations, account.id.clone()))
    })?;
    call.cite_where([
        (true, &clause::GROUP_DETAIL as ClauseRef),
        (generations.len() > 1, &clause::GROUP_DETAIL_ORDER),
    ]);
    call.cite(page.clauses(&PAGE, generations.len(), group.count));
    call.cite(group.clauses());
    let origin = call.origin();
    let pagination = page.pagination(generations.len(), group.count);
    let generations = generations.iter().map(|view| Item::of(view, &origin, &account_id)).collect();
    let group = group.record(&origin, &account_id);
    Ok(Answer::ok(&GroupDetail { group, generations, pagination }))
}
