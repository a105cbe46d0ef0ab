//! The evidence: the clauses that answers rest on, and how sure each of them is.

use std::collections::BTreeMap;

use control_api::{ClauseView, ControlClient, ListClauses, Refusal};
use maud::{Markup, html};

use super::exchange::clause_line;
use crate::frame::{Content, Frame};
use crate::page_request::Pairs;
use crate::parts::call::as_call;
use crate::parts::list::{chips, choice, empty, field, pages};
use crate::parts::word::{basis, count};
use crate::visit::Visit;

/// The most clauses on a page.
const MOST: usize = 100;
/// The filters, by the names of their parameters.
const FILTERS: [&str; 4] = ["provider", "basis", "clause", "all"];
const BASES: [&str; 4] = ["documented", "example", "contradicted", "assumed"];

/// Returns the page with the clauses: those that this world rests on, or all.
pub(crate) async fn page<C: ControlClient>(visit: &Visit<'_, C>) -> Result<Markup, Refusal> {
    let query = &visit.request.query;
    let has_all = query.get("all").is_some() || query.get("clause").is_some();
    let asked = ListClauses { provider: query.text("provider"), touched: (!has_all).then_some(true) };
    let list = visit.call(asked.clone()).await?;
    let frame = Frame::read(visit).await?;
    let providers = visit.providers().await?;
    let counts = counts(&list.clauses);
    let mut clauses = list.clauses;
    clauses.retain(|clause| {
        let has_word = |text: &str| {
            clause.id.contains(text) || clause.says.to_lowercase().contains(&text.to_lowercase())
        };
        query.get("basis").is_none_or(|word| clause.basis == word) && query.get("clause").is_none_or(has_word)
    });
    // What stands on the weakest ground, and is used most, comes first.
    clauses.sort_by_key(|clause| {
        std::cmp::Reverse((BASES.iter().position(|word| clause.basis == *word), clause.cited))
    });
    let first: usize = query.parsed("from").unwrap_or_default();
    let next = (clauses.len() > first + MOST).then(|| (first + MOST).to_string());
    let body = html! {
        p.lead { @if has_all { "Every fact that the answers can rest on." } @else { "Which of your calls stand on a guess? These are the facts that the answers of this world rest on, the least sure first." } }
        (meters(&counts))
        (filter(visit, providers.iter().map(|provider| &*provider.provider), query))
        (chips(visit, "evidence", &FILTERS))
        section.panel {
            div.panel-head { h2 { (count(clauses.len(), "clause", "clauses")) } (as_call(visit, &asked)) }
            @if clauses.is_empty() {
                (empty("No clause matches.", &html! { a href=(visit.link("evidence?all=1")) { "Show every clause" } ", or make a call first." }))
            }
            ul.clauses { @for clause in clauses.iter().skip(first).take(MOST) { li {
                (clause_line(visit, clause))
                @if let (Some(cited), Some(seq)) = (clause.cited, clause.last_seq) {
                    p.note { "Decided " (count(usize::try_from(cited).unwrap_or_default(), "answer", "answers")) ", last "
                        a href=(visit.link(&format!("requests?seq={seq}"))) { "No. " (seq) } }
                }
            } } }
            (pages(visit, "evidence", "from", next.as_deref()))
        }
    };
    Ok(frame.around(visit, &Content { title: "Evidence", watches: "", body }))
}

/// The number of clauses by basis, by provider.
type Counts = BTreeMap<String, [usize; 4]>;

fn counts(clauses: &[ClauseView]) -> Counts {
    let mut counts = Counts::new();
    for clause in clauses {
        let provider = clause.id.split('.').next().unwrap_or_default();
        if let Some(place) = BASES.iter().position(|word| clause.basis == *word) {
            counts.entry(provider.to_owned()).or_default()[place] += 1;
        }
    }
    counts
}

/// Returns a bar for each provider, with the share of each basis.
fn meters(counts: &Counts) -> Markup {
    html! {
        div.cards { @for (provider, numbers) in counts {
            @let total: usize = numbers.iter().sum();
            article.panel {
                h2 { (provider) }
                svg.meter width="100%" height="12" aria-hidden="true" {
                    @for (place, word) in BASES.iter().enumerate() {
                        @let before: usize = numbers[..place].iter().sum();
                        @let part = |number: usize| format!("{:.2}%", 100.0 * number as f64 / total as f64);
                        rect.(word) x=(part(before)) width=(part(numbers[place])) y="0" height="12" {}
                    }
                }
                p.note { @for (place, word) in BASES.iter().enumerate() { (basis(word)) " " (numbers[place]) " " } }
            }
        } }
    }
}

fn filter<'a, C: ControlClient>(
    visit: &Visit<'_, C>,
    providers: impl Iterator<Item = &'a str>,
    query: &Pairs,
) -> Markup {
    html! {
        form.filter method="get" action=(visit.link("evidence")) role="search" {
            (choice("Provider", "provider", providers, query))
            (choice("Basis", "basis", BASES, query))
            (field("Id or words", "clause", "price", query))
            label.check { input type="checkbox" name="all" value="1" checked[query.get("all").is_some()]; " every clause" }
            button { "Filter" }
        }
    }
}
