//! The time: the clock, and everything that is going to happen.

use control_api::{
    AdvanceClock, AgendaView, ControlClient, Destination, Happening, Refusal, SetClock, ShowAgenda,
};
use kernel::time::{Mode, instant as written};
use maud::{Markup, html};

use crate::frame::{Content, Frame, mode, mode_word};
use crate::parts::call::{as_call, button, form};
use crate::parts::instant::instant;
use crate::parts::list::empty;
use crate::parts::word::count;
use crate::visit::Visit;

/// The most events on the page.
const MOST: usize = 100;
/// The ways in which the clock moves, with a sentence on each.
const MODES: [(Mode, &str); 3] = [
    (Mode::Realtime, "Time goes on by itself, as fast as on this machine."),
    (Mode::Frozen, "Time stands still until it is moved."),
    (Mode::Skipping, "Each status read of an unfinished job moves time to the job's next change."),
];

/// Returns the page with the clock and the agenda.
pub(crate) async fn page<C: ControlClient>(visit: &Visit<'_, C>) -> Result<Markup, Refusal> {
    let asked = ShowAgenda { limit: Some(MOST) };
    let agenda = visit.call(asked.clone()).await?;
    let frame = Frame::read(visit).await?;
    let pace = serde_json::to_value(frame.clock.pace).unwrap_or_default();
    let to = visit.request.query.text("to").unwrap_or_else(|| written(frame.now()));
    let body = html! {
        section.panel {
            h2 { "Clock" }
            ul.modes { @for (own, sentence) in MODES { li {
                @if own == frame.clock.mode { strong { (mode_word(own)) } " (now)" }
                @else { (button(visit, &html! { (mode_word(own)) }, &mode(own), "time")) }
                " " (sentence)
            } } }
            div.actions {
                (form::<C, AdvanceClock>(visit, "time", &html! {
                    label { "Go to" input.instant name="to" value=(to) spellcheck="false" autocomplete="off" required; }
                    button { "Go" }
                }))
                (form::<C, AdvanceClock>(visit, "time", &html! {
                    label { "Seconds" input name="seconds:number" type="number" min="0" step="any" value="60" required; }
                    button { "Move on" }
                }))
                (form::<C, SetClock>(visit, "time", &html! {
                    label { "Pace of jobs" input name="pace:number" type="number" min="0.001" max="1000000" step="any" value=(pace) required; }
                    button { "Set" }
                }))
            }
        }
        section.panel {
            div.panel-head { h2 { "Agenda: " (count(agenda.total, "event", "events")) } (as_call(visit, &asked)) }
            @if agenda.events.is_empty() {
                (empty("Nothing is planned.", &html! { "Jobs under way and webhooks that wait stand here." }))
            } @else { (table(visit, &agenda)) }
        }
    };
    Ok(frame.around(visit, &Content { title: "Time", watches: "clock jobs webhooks", body }))
}

fn table<C: ControlClient>(visit: &Visit<'_, C>, agenda: &AgendaView) -> Markup {
    html! {
        div.scroll { table {
            thead { tr { th scope="col" { "At" } th scope="col" { "Job" } th scope="col" { "Happens" } th scope="col" { span.hidden { "Go" } } } }
            tbody { @for event in &agenda.events { tr {
                td { (instant(agenda.now, event.at)) }
                td { span.provider { (event.provider) } " " a.row.id href=(visit.job(event.provider, &event.job_id)) { (event.job_id) } }
                td { @match event.what {
                    Happening::Job => { "becomes " strong { (event.to.unwrap_or("another state")) } },
                    Happening::Webhook => { "webhook is sent" },
                } }
                td { (button(visit, &html! { "Go here" }, &AdvanceClock::to(Destination::At(event.at)), "time")) }
            } } }
        } }
    }
}
