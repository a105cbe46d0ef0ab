//! One job with its whole history.

use control_api::{
    AdvanceClock, ControlClient, Destination, FinishJob, JobWithHistory, OutcomeWord, ProviderView, Refusal,
    RetryJob, ShowJob,
};
use jiff::Timestamp;
use kernel::credits::Credits;
use maud::{Markup, html};

use super::{gallery, timeline, webhooks};
use crate::frame::{Content, Frame};
use crate::page_request::escaped;
use crate::parts::call::{as_call, button, form};
use crate::parts::instant::{clock_time, instant, moved};
use crate::parts::json::{LONGEST, body};
use crate::parts::scale::Scale;
use crate::parts::word::state;
use crate::visit::Visit;

/// The most numbers of exchanges that are listed.
const MOST: usize = 200;

/// Returns the page of a job.
pub(crate) async fn page<C: ControlClient>(
    visit: &Visit<'_, C>,
    provider: &str,
    job_id: &str,
) -> Result<Markup, Refusal> {
    let asked = ShowJob { provider: provider.to_owned(), job_id: job_id.to_owned(), exchanges: None };
    let job = visit.call(asked.clone()).await?;
    let frame = Frame::read(visit).await?;
    let providers = visit.providers().await?;
    let now = frame.now();
    let ends = job.history.iter().map(|change| change.at).chain([now]).max().unwrap_or(now);
    let scale = Scale::of([(job.job.created_at, ends), (now, now)]);
    let content = html! {
        p.facts {
            span.provider { (job.job.provider) } " " (job.job.kind) " " (state(job.job.state, job.job.next_change_at.is_some()))
            " · created " (instant(now, job.job.created_at))
            @if let Some(at) = job.job.next_change_at { " · next change " (instant(now, at)) }
            " · price " (job.price) ", paid " (job.paid)
            @if job.price == Credits::ZERO { " (free)" }
        }
        p.note { "Account " a href=(visit.link(&format!("money/{}/@{}", job.job.provider, escaped(&job.account_id)))) { (job.account_id) } ", key " code dir="auto" { (job.job.api_key) } }
        @if let Some(failure) = &job.failure {
            div.warning { strong { "Fails" } @if let Some(code) = &failure.code { " with " code { (code) } }
                @if let Some(message) = &failure.message { ": " bdi { (message) } } }
        }
        (actions(visit, &job, providers.iter().find(|own| own.provider == provider)))
        @if !job.results.is_empty() { section.panel { h2 { "Results" } (gallery::files(visit, now, &job.results)) } }
        section.panel { h2 { "Time" } div.timeline { (timeline::lane(visit, &scale, now, &job)) } (history(visit, now, &job)) }
        section.panel { h2 { "Money" } (entries(now, &job)) }
        @if !job.webhooks.is_empty() { section.panel { h2 { "Webhooks" } (webhooks::deliveries(visit, now, &job.webhooks)) } }
        section.panel { h2 { "Requests" } (exchanges(visit, &job)) }
        section.panel { h2 { "The provider's own data" } (body(&job.detail, LONGEST)) }
        (as_call(visit, &asked))
    };
    let title = format!("Job {job_id}");
    Ok(frame.around(visit, &Content { title: &title, watches: "jobs webhooks journal clock", body: content }))
}

fn actions<C: ControlClient>(
    visit: &Visit<'_, C>,
    job: &JobWithHistory,
    provider: Option<&ProviderView>,
) -> Markup {
    let back = visit.request.address();
    let (name, job_id) = (job.job.provider.to_owned(), job.job.job_id.to_string());
    let finish = |outcome| {
        let (provider, job_id) = (name.clone(), job_id.clone());
        FinishJob { provider, job_id, outcome, code: None, message: None }
    };
    let outcomes = [
        (OutcomeWord::Succeed, "succeed", "Let it succeed"),
        (OutcomeWord::Cancel, "cancel", "Cancel it"),
        (OutcomeWord::Expire, "expire", "Let it expire"),
    ];
    let can = |word: &str| provider.is_some_and(|own| own.outcomes.iter().any(|outcome| outcome == word));
    let codes = provider.map_or(&[][..], |own| &own.failure_codes);
    html! {
        div.actions {
            @if let Some(at) = job.job.next_change_at {
                (button(visit, &html! { "Go to the next change" }, &AdvanceClock::to(Destination::At(at)), &back))
                @for (outcome, word, label) in outcomes { @if can(word) { (button(visit, &html! { (label) }, &finish(outcome), &back)) } }
                @if can("fail") {
                    (form::<C, FinishJob>(visit, &back, &html! {
                        input type="hidden" name="provider" value=(name);
                        input type="hidden" name="job_id" value=(job_id);
                        input type="hidden" name="outcome" value="fail";
                        @if !codes.is_empty() {
                            label { span.hidden { "Failure code" } select name="code" {
                                option value="" { "any code" }
                                @for code in codes { option value=(code) { (code) } }
                            } }
                        }
                        button { "Let it fail" }
                    }))
                }
            } @else if provider.is_some_and(|own| own.has.retry) {
                (button(visit, &html! { "Run it again" }, &RetryJob { provider: name.clone(), job_id: job_id.clone() }, &back))
            }
        }
    }
}

fn history<C: ControlClient>(visit: &Visit<'_, C>, now: Timestamp, job: &JobWithHistory) -> Markup {
    html! {
        ol.history { @for change in &job.history {
            li.planned[change.planned] {
                (state(change.state, change.planned)) " " (instant(now, change.at))
                @if change.planned { " · planned" }
                @if let Some(clause) = change.clause { " · " a.id href=(visit.link(&format!("evidence?clause={}", escaped(clause)))) { (clause) } }
            }
        } }
    }
}

fn entries(now: Timestamp, job: &JobWithHistory) -> Markup {
    html! {
        @if job.entries.is_empty() { p.empty { "No credits moved for this job." } }
        ul { @for entry in &job.entries { li { (clock_time(now, entry.at)) " " (moved(entry.amount)) " · " (entry.note) " · balance " (entry.balance_after) } } }
    }
}

fn exchanges<C: ControlClient>(visit: &Visit<'_, C>, job: &JobWithHistory) -> Markup {
    html! {
        @if job.exchanges.is_empty() { p.empty { "The journal knows none." } }
        p { @for seq in job.exchanges.iter().take(MOST) { a href=(visit.link(&format!("requests?seq={seq}"))) { (seq) } " " } }
        p { a href=(visit.link(&format!("requests?job={}", escaped(&job.job.job_id)))) { "See them as a list" } }
    }
}
