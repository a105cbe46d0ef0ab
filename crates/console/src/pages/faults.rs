//! The faults: ready-made ones, one of one's own, and those that are set.

use control_api::{
    ClearFaults, ControlClient, Effect, Fault, FaultRefusal, FaultView, ListFaults, ProviderView, Refusal,
    RemoveFault,
};
use maud::{Markup, html};
use serde_json::Value;

use crate::frame::{Content, Frame};
use crate::page_request::escaped;
use crate::parts::call::{as_call, button, copyable, curl_line, form};
use crate::parts::json::{SHORT, pretty, text_block};
use crate::parts::list::empty;
use crate::visit::Visit;

/// The most faults that are shown.
const MOST: usize = 20;

/// Returns the page with the faults.
pub(crate) async fn page<C: ControlClient>(visit: &Visit<'_, C>) -> Result<Markup, Refusal> {
    let frame = Frame::read(visit).await?;
    let providers = visit.providers().await?;
    let faults = visit.call(ListFaults {}).await?.faults;
    let body = html! {
        section.panel {
            div.panel-head { h2 { "Set" } (as_call(visit, &ListFaults {})) }
            @if faults.is_empty() { (empty("No fault is set.", &html! { "Choose one below, then call: the fault strikes." })) }
            ul.faults { @for fault in faults.iter().take(MOST) { (item(visit, fault)) } }
            @if faults.len() > MOST { p.note { "And " (faults.len() - MOST) " more. The call shows all." } }
            @if !faults.is_empty() { (button(visit, &html! { "Forget all" }, &ClearFaults {}, "faults")) }
        }
        section.panel { h2 { "Ready-made" } (cards(visit)) }
        section.panel { h2 { "One of your own" } (own(visit, &providers)) }
    };
    Ok(frame.around(visit, &Content { title: "Faults", watches: "faults journal", body }))
}

/// Returns the faults that are set with one click.
fn ready_made() -> [(&'static str, &'static str, Fault); 8] {
    let once = |effect| Fault::new(effect).times(1);
    [
        (
            "Too many requests",
            "The next call is refused, as the provider refuses.",
            once(Effect::Refuse(FaultRefusal::RateLimited)),
        ),
        (
            "Unavailable",
            "The next call finds the service down.",
            once(Effect::Refuse(FaultRefusal::Unavailable)),
        ),
        (
            "Out of credits",
            "The next order is refused for its price.",
            once(Effect::Refuse(FaultRefusal::InsufficientCredits)).method("POST"),
        ),
        (
            "Answer lost",
            "The next order is charged, and its answer never comes.",
            once(Effect::Disconnect).method("POST").after(),
        ),
        ("Slow", "The next answer comes ten seconds later.", once(Effect::Delay { ms: 10_000 })),
        (
            "Cut off",
            "The next answer breaks off after 20 bytes.",
            once(Effect::Truncate { bytes: 20 }).after(),
        ),
        ("No JSON", "The next answer is a success that nobody can read.", once(Effect::Malformed)),
        (
            "Job fails",
            "The next job fails at its end.",
            once(Effect::FailJob { code: None, message: None }).method("POST"),
        ),
    ]
}

fn cards<C: ControlClient>(visit: &Visit<'_, C>) -> Markup {
    html! {
        div.cards { @for (title, sentence, fault) in ready_made() {
            article.card {
                h3 { (title) } p { (sentence) }
                (button(visit, &html! { "Set " span.hidden { (title) } }, &fault, "faults"))
                details.call { summary { "as a call" } (copyable(&curl_line(visit, &fault))) }
            }
        } }
    }
}

fn item<C: ControlClient>(visit: &Visit<'_, C>, view: &FaultView) -> Markup {
    let FaultView { id, fault, matched, fired } = view;
    let shown = serde_json::to_value(fault).unwrap_or_default();
    let part = |name: &str| shown.get(name).map(Value::to_string).unwrap_or_default();
    html! {
        li id={ "fault-" (id) } {
            p.facts {
                code { (id) } " " code dir="auto" { (part("effect").chars().take(300).collect::<String>()) }
                " on " code dir="auto" { (part("match").chars().take(300).collect::<String>()) }
            }
            p {
                "matched " (matched) ", fired " strong.fired { (fired) @if let Some(times) = fault.times { "/" (times) } }
                @if let Some(times) = fault.times { " " progress max=(times) value=(fired) aria-label="Times that it fired" {} }
                " · " a href=(visit.link(&format!("requests?fault={}", escaped(id)))) { "its requests" }
            }
            details { summary { "as JSON" } (text_block(&pretty(&shown), SHORT)) }
            (button(visit, &html! { "Forget" }, &RemoveFault { id: id.to_string() }, "faults"))
        }
    }
}

/// Returns the form for any fault. The script shows it as JSON and as a call while it is filled in.
fn own<C: ControlClient>(visit: &Visit<'_, C>, providers: &[ProviderView]) -> Markup {
    let codes = providers.iter().flat_map(|provider| &provider.failure_codes);
    let url = format!("{}/_backlot/faults", visit.console.url);
    html! {
        div.workbench data-preview=(url) {
            (form::<C, Fault>(visit, "faults", &html! {
                fieldset { legend { "On which requests" }
                    label { "Provider" select name="match/provider" { option value="" { "any" }
                        @for provider in providers { option value=(provider.provider) { (provider.title) } } } }
                    label { "Method" select name="match/method" { option value="" { "any" } @for method in ["GET", "POST", "PUT", "PATCH", "DELETE"] { option { (method) } } } }
                    label { "Path" input name="match/path" placeholder="/generate/*" autocomplete="off" spellcheck="false"; }
                    label { "Pass first" input name="skip:number" type="number" min="0" step="1" placeholder="0"; }
                    label { "Times" input name="times:number" type="number" min="1" step="1" value="1"; }
                    label { "Probability" input name="probability:number" type="number" min="0" max="1" step="any" placeholder="1"; }
                }
                fieldset { legend { "What happens: fill in one" }
                    label { "Refuse as" select name="effect/refuse" { option value="" { "—" } @for word in FaultRefusal::WORDS { option { (word) } } } }
                    label { "Answer with status" input name="effect/respond/status:number" type="number" min="200" max="599" placeholder="503"; }
                    label { "Delay, in ms" input name="effect/delay/ms:number" type="number" min="0" max="600000" placeholder="2000"; }
                    label { "Cut off after bytes" input name="effect/truncate/bytes:number" type="number" min="0" placeholder="20"; }
                    label { "Fail the job with code" input name="effect/fail_job/code" list="failure-codes" autocomplete="off"; }
                    datalist #failure-codes { @for code in codes { option value=(code) {} } }
                    label { "Moment" select name="apply" { option value="" { "before it takes effect" } option value="after" { "after it took effect" } } }
                }
                button.primary { "Set the fault" }
            }))
            div.preview { (copyable("")) (copyable("")) }
        }
    }
}
