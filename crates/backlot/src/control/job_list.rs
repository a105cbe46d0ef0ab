//! Lists of jobs over all accounts, in the order of time, part by part.

use std::cmp::Ordering;
use std::collections::{BinaryHeap, VecDeque};
use std::ops::Range;
use std::rc::Rc;

use control_api::{JobFilter, JobList, JobView};
use journal::Order;
use mock_http::control::{AccountPages, JobPlace, ProviderAccounts};
use mock_http::world::World;

use super::error::Refused;

/// The number of jobs in an answer by default, and the largest one.
const MOST_LISTED: usize = 1000;
/// The number of jobs that are read from one list at once.
const BATCH: usize = 32;
/// The number of jobs that are looked at under one lock to find those of a kind.
const SLICE: usize = 1024;

/// Lists the jobs of a world that match a filter, or a page of them.
pub(crate) fn job_list(world: &World, filter: &JobFilter) -> Result<JobList, Refused> {
    let asked: Vec<&dyn ProviderAccounts> = match &filter.provider {
        Some(provider) => vec![super::accounts::accounts_at(world, provider)?],
        None => world.accounts().collect(),
    };
    world.check_jobs(filter).map_err(|bad| Refused::bad_request(bad.to_string()))?;
    let after = filter.after.as_deref().map(|after| place_after(world, after)).transpose()?;
    let order = filter.order.unwrap_or_default();
    let limit = filter.limit.unwrap_or(MOST_LISTED).min(MOST_LISTED);
    let (mut lists, mut total) = (Vec::new(), 0);
    for accounts in asked {
        for account in of_accounts(accounts, filter) {
            let account: Rc<dyn AccountPages> = account.into();
            for state in lists_of(accounts, filter) {
                let list = List::new(account.clone(), state, filter.kind.clone(), order);
                if filter.is_for_a_part() {
                    total += list.count();
                }
                lists.push(list.beginning(after.as_ref()));
            }
        }
    }
    let (jobs, has_more) = merged(lists, limit);
    let next = jobs.last().filter(|_| has_more).map(|last| format!("{}/{}", last.provider, last.job_id));
    Ok(JobList { jobs, total: (filter.is_for_a_part() || next.is_some()).then_some(total), next })
}

/// Returns the accounts that a filter names.
fn of_accounts(accounts: &dyn ProviderAccounts, filter: &JobFilter) -> Vec<Box<dyn AccountPages>> {
    let named = [filter.api_key.clone(), filter.account_id.as_ref().map(|id| format!("@{id}"))];
    let mut found: Vec<_> = match named.iter().flatten().next() {
        Some(name) => accounts.page(name).into_iter().collect(),
        None => accounts.pages(),
    };
    if let (Some(_), Some(account_id)) = (&filter.api_key, &filter.account_id) {
        found.retain(|account| **account.account_id() == **account_id);
    }
    found
}

/// Returns the lists in which the jobs that a filter wants are: one of all jobs, or one for each state.
fn lists_of(accounts: &dyn ProviderAccounts, filter: &JobFilter) -> Vec<Option<&'static str>> {
    if filter.state.is_none() && filter.unfinished.is_none() {
        return vec![None];
    }
    let wanted = |(state, ends): &(&str, bool)| {
        filter.state.as_deref().is_none_or(|wanted| wanted == *state)
            && filter.unfinished.is_none_or(|unfinished| unfinished != *ends)
    };
    accounts.states().into_iter().filter(wanted).map(|(state, _)| Some(state)).collect()
}

/// Returns the place of the job that a page ended with: `provider/job_id`, or an id alone.
fn place_after(world: &World, after: &str) -> Result<JobPlace, Refused> {
    let (provider, job_id) =
        after.split_once('/').map_or((None, after), |(provider, id)| (Some(provider), id));
    let asked = world.accounts().filter(|accounts| provider.is_none_or(|name| name == accounts.provider()));
    let place = asked.flat_map(ProviderAccounts::pages).find_map(|account| account.place_of(job_id));
    place.ok_or_else(|| Refused::bad_request("after: there is no such job"))
}

/// The jobs of one account, or those in one state, in order.
struct List {
    account: Rc<dyn AccountPages>,
    state: Option<&'static str>,
    kind: Option<String>,
    order: Order,
    /// The places that were not read yet.
    rest: Range<usize>,
    read: VecDeque<(JobPlace, JobView)>,
}

impl List {
    fn new(
        account: Rc<dyn AccountPages>,
        state: Option<&'static str>,
        kind: Option<String>,
        order: Order,
    ) -> Self {
        let rest = 0..account.count(state);
        Self { account, state, kind, order, rest, read: VecDeque::new() }
    }

    /// Returns the number of jobs.
    fn count(&self) -> usize {
        if self.kind.is_none() {
            return self.rest.len();
        }
        let slices = self.rest.clone().step_by(SLICE);
        slices.map(|start| self.slice(start..self.rest.end.min(start + SLICE)).len()).sum()
    }

    /// Returns the part of the list that lies behind a place.
    fn beginning(mut self, after: Option<&JobPlace>) -> Self {
        let Some(after) = after else { return self };
        // Among jobs that were accepted at one instant, those of the account with the smaller name come first.
        let own = (self.account.provider(), &**self.account.api_key());
        let ordinal = match (own.cmp(&(after.provider, &*after.api_key)), self.order) {
            (Ordering::Equal, Order::Asc) => after.ordinal + 1,
            (Ordering::Equal, Order::Desc) => after.ordinal,
            (Ordering::Less, _) => u64::MAX,
            (Ordering::Greater, _) => 0,
        };
        let place = self.account.place_from(self.state, after.created_at, ordinal);
        match self.order {
            Order::Asc => self.rest.start = place,
            Order::Desc => self.rest.end = place.min(self.rest.end),
        }
        self
    }

    /// Reads on, until there is a job to take or the list ends.
    fn fill(&mut self) {
        let size = if self.kind.is_some() { SLICE } else { BATCH };
        while self.read.is_empty() && !self.rest.is_empty() {
            let Range { start, end } = self.rest;
            let slice = match self.order {
                Order::Asc => start..end.min(start + size),
                Order::Desc => start.max(end.saturating_sub(size))..end,
            };
            let mut jobs = self.slice(slice.clone());
            match self.order {
                Order::Asc => self.rest.start = slice.end,
                Order::Desc => {
                    self.rest.end = slice.start;
                    jobs.reverse();
                }
            }
            self.read = jobs.into();
        }
    }

    fn slice(&self, places: Range<usize>) -> Vec<(JobPlace, JobView)> {
        self.account.jobs(self.state, places, self.kind.as_deref())
    }
}

/// A list whose next job is known, ordered so that the list to take from is the largest.
struct Head(JobPlace, List);

impl Ord for Head {
    fn cmp(&self, other: &Self) -> Ordering {
        let order = self.0.cmp(&other.0);
        if self.1.order == Order::Asc { order.reverse() } else { order }
    }
}

impl PartialOrd for Head {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Head {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl Eq for Head {}

/// Returns the first jobs of all lists together, and `true` if there are more.
fn merged(lists: Vec<List>, limit: usize) -> (Vec<JobView>, bool) {
    let head = |mut list: List| {
        list.fill();
        list.read.front().map(|(place, _)| place.clone()).map(|place| Head(place, list))
    };
    let mut heads: BinaryHeap<Head> = lists.into_iter().filter_map(head).collect();
    let mut jobs = Vec::new();
    while jobs.len() < limit {
        let Some(Head(_, mut list)) = heads.pop() else { return (jobs, false) };
        jobs.extend(list.read.pop_front().map(|(_, job)| job));
        heads.extend(head(list));
    }
    (jobs, !heads.is_empty())
}
