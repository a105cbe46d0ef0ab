//! The webhooks: every delivery with its attempts.

use control_api::{
    AdvanceClock, ControlClient, DeliveryList, DeliveryView, Destination, ListWebhooks, RedeliverWebhook,
    Refusal,
};
use jiff::Timestamp;
use kernel::webhook::State;
use maud::{Markup, html};

use crate::frame::{Content, Frame};
use crate::parts::call::{as_call, button};
use crate::parts::instant::{clock_time, instant};
use crate::parts::json::{SHORT, body, text_block};
use crate::parts::list::{chips, choice, empty, pages};
use crate::parts::word::{class, status};
use crate::visit::Visit;

/// The most deliveries on a page.
const MOST: usize = 10;
/// The most attempts of a delivery that are shown.
const MOST_ATTEMPTS: usize = 8;
const STATES: [State; 4] = [State::Waiting, State::Delivered, State::GivenUp, State::Refused];

/// Returns the page with the webhooks.
pub(crate) async fn page<C: ControlClient>(visit: &Visit<'_, C>) -> Result<Markup, Refusal> {
    let query = &visit.request.query;
    let state = query.get("state").and_then(|word| STATES.into_iter().find(|state| state.name() == word));
    let asked = ListWebhooks { state, job: query.text("job"), limit: Some(MOST), after: query.text("after") };
    let DeliveryList { deliveries: all, next } = visit.call(asked.clone()).await?;
    let frame = Frame::read(visit).await?;
    let example = format!("{}/_backlot/inbox/mine", visit.console.url);
    let content = html! {
        form.filter method="get" action=(visit.link("webhooks")) role="search" {
            (choice("State", "state", STATES.map(State::name), query))
            button { "Filter" }
        }
        (chips(visit, "webhooks", &["state", "job"]))
        section.panel {
            div.panel-head { h2 { "Deliveries" } (as_call(visit, &asked)) }
            @if all.is_empty() {
                (empty("No webhook yet.", &html! {
                    "A job calls back if its request named a URL. No receiver at hand? Use " code { (example) } ", which is an inbox of this sandbox."
                }))
            } @else { (deliveries(visit, frame.now(), &all)) }
            (pages(visit, "webhooks", "after", next.as_deref()))
        }
        section.panel {
            h2 { "Inboxes" }
            p { "An inbox receives webhooks inside the sandbox, and answers as its script says." }
            form.filter method="get" action=(visit.link("inbox")) {
                label { "Name" input name="name" value="mine" required autocomplete="off"; }
                button { "Open" }
            }
        }
    };
    Ok(frame.around(visit, &Content { title: "Webhooks", watches: "webhooks clock inbox", body: content }))
}

/// Returns deliveries with their attempts.
pub(super) fn deliveries<C: ControlClient>(
    visit: &Visit<'_, C>,
    now: Timestamp,
    all: &[DeliveryView],
) -> Markup {
    html! { ul.deliveries { @for delivery in all.iter().take(MOST) { li id={ "delivery-" (delivery.id) } { (delivery_item(visit, now, delivery)) } } } }
}

fn delivery_item<C: ControlClient>(visit: &Visit<'_, C>, now: Timestamp, delivery: &DeliveryView) -> Markup {
    let back = visit.request.address();
    html! {
        p.facts {
            span.delivery.(class(delivery.state.name())) { (delivery.state.name()) }
            " " span.provider { (delivery.provider) } " " a.id href=(visit.job(delivery.provider, &delivery.job_id)) { (delivery.job_id) }
            " → " code dir="auto" { (delivery.url) }
        }
        @if let Some(reason) = &delivery.reason { div.warning { (reason) } }
        ol.attempts { @for attempt in delivery.attempts.iter().take(MOST_ATTEMPTS) {
            li {
                (clock_time(now, attempt.at)) " " (status(attempt.status))
                @if let Some(error) = &attempt.error { " " bdi { (error) } }
                @if let Some(response) = &attempt.response { (text_block(response, SHORT / 4)) }
            }
        } }
        details { summary { "What is sent" } (body(&delivery.request, SHORT)) }
        div.actions {
            @if let Some(at) = delivery.next_attempt_at {
                span { "Next attempt " (instant(now, at)) }
                (button(visit, &html! { "Deliver it now" }, &AdvanceClock::to(Destination::At(at)), &back))
            }
            (button(visit, &html! { "Deliver once more" }, &RedeliverWebhook { id: delivery.id.to_string() }, &back))
        }
    }
}
