//! Lists: empty states, pages, and filters as chips.

use control_api::ControlClient;
use maud::{Markup, html};

use crate::page_request::{Pairs, address};
use crate::visit::Visit;

/// Returns the text of an empty list.
pub(crate) fn empty(title: &str, text: &Markup) -> Markup {
    html! { div.empty { p { strong { (title) } } p { (text) } } }
}

/// Returns the links to the first page and to the next one of a list. The parameter tells where the next page begins.
pub(crate) fn pages<C: ControlClient>(
    visit: &Visit<'_, C>,
    path: &str,
    parameter: &str,
    next: Option<&str>,
) -> Markup {
    let query = &visit.request.query;
    let there = |value| visit.link(&address(path, &query.with(parameter, value)));
    html! {
        nav.pages aria-label="More of the list" {
            @if query.get(parameter).is_some() { a href=(there(None)) { "First page" } }
            @if let Some(next) = next { a href=(there(Some(next))) rel="next" { "Next page" } }
        }
    }
}

/// Returns the filters in an address as chips, each of which removes its filter.
pub(crate) fn chips<C: ControlClient>(visit: &Visit<'_, C>, path: &str, names: &[&str]) -> Markup {
    let query = &visit.request.query;
    let set: Vec<_> = names.iter().filter_map(|name| Some((*name, query.get(name)?))).collect();
    html! {
        @if !set.is_empty() {
            ul.chips aria-label="Filters" {
                @for (name, value) in set {
                    li { a href=(visit.link(&address(path, &query.with(name, None)))) data-swap {
                        (name) ": " bdi { (value) } " " span aria-hidden="true" { "✕" } span.hidden { "remove this filter" }
                    } }
                }
            }
        }
    }
}

/// Returns a choice of a form with its label. The first choice stands for any.
pub(crate) fn choice<'a>(
    label: &str,
    name: &str,
    words: impl IntoIterator<Item = &'a str>,
    chosen: &Pairs,
) -> Markup {
    html! {
        label { (label) select name=(name) {
            option value="" { "any" }
            @for word in words { option value=(word) selected[chosen.get(name) == Some(word)] { (word) } }
        } }
    }
}

/// Returns a field of a form with its label.
pub(crate) fn field(label: &str, name: &str, example: &str, chosen: &Pairs) -> Markup {
    let value = chosen.get(name).unwrap_or_default();
    html! { label { (label) input name=(name) value=(value) placeholder=(example) autocomplete="off" spellcheck="false"; } }
}
