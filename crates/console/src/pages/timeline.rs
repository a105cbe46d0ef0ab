//! Jobs on a timeline of virtual time. A planned change is a link: it leads time there.

use control_api::{ControlClient, JobChange, JobWithHistory};
use jiff::Timestamp;
use kernel::time::instant;
use maud::{Markup, html};

use crate::page_request::escaped;
use crate::parts::instant::{length, relative};
use crate::parts::scale::Scale;
use crate::parts::word::{class, state};
use crate::visit::Visit;

/// Returns one lane for each job, on a common scale.
pub(super) fn lanes<C: ControlClient>(
    visit: &Visit<'_, C>,
    now: Timestamp,
    jobs: &[JobWithHistory],
) -> Markup {
    let ends = |job: &JobWithHistory| {
        let changes = job.history.iter().map(|change| change.at);
        let attempts = job.webhooks.iter().flat_map(|hook| hook.attempts.iter().map(|attempt| attempt.at));
        let last = changes.chain(attempts).chain([job.job.created_at]).max().unwrap_or(now);
        (job.job.created_at, last)
    };
    let scale = Scale::of(jobs.iter().map(ends).chain([(now, now)]));
    html! {
        p.note { "Time runs to the right; the line is now. A hollow stretch is planned. Choose a ring to go there." }
        div.timeline {
            div.lane.axis {
                span.label {}
                svg width="100%" height="20" aria-hidden="true" {
                    @if let Some((first, last)) = scale.ends() {
                        text x="0" y="14" { (relative(now, first)) }
                        text x="100%" y="14" text-anchor="end" { (relative(now, last)) }
                    }
                    @for (place, gap) in scale.breaks() {
                        text x=(percent(place)) y="14" text-anchor="middle" { "⋯ " (length(gap)) }
                    }
                }
            }
            @for job in jobs { (lane(visit, &scale, now, job)) }
        }
    }
}

/// Returns the lane of one job.
pub(super) fn lane<C: ControlClient>(
    visit: &Visit<'_, C>,
    scale: &Scale,
    now: Timestamp,
    job: &JobWithHistory,
) -> Markup {
    let id = &job.job.job_id;
    html! {
        div.lane id={ "lane-" (id) } {
            span.label {
                a.id href=(visit.job(job.job.provider, id)) { (id) }
                " " (state(job.job.state, job.job.next_change_at.is_some()))
            }
            svg width="100%" height="30" role="group" aria-label={ "The time of job " (id) } {
                @for (place, change) in job.history.iter().enumerate() {
                    (segment(scale, now, change, job.history.get(place + 1)))
                }
                @let here = percent(scale.place(now));
                line.now x1=(here) x2=(here) y1="0" y2="30" {}
                @for hook in &job.webhooks { @for attempt in &hook.attempts {
                    text.webhook x=(percent(scale.place(attempt.at))) y="20" text-anchor="middle" {
                        "◆" title { "Webhook: " (attempt.status.map_or("no answer".to_owned(), |status| status.to_string())) }
                    }
                } }
                @for change in job.history.iter().filter(|change| change.planned) { (boundary(visit, scale, now, change)) }
            }
        }
    }
}

/// Returns the stretch of a state, as long as the state lasts.
fn segment(scale: &Scale, now: Timestamp, change: &JobChange, next: Option<&JobChange>) -> Markup {
    let from = scale.place(change.at);
    let to = next.map_or(from, |next| scale.place(next.at));
    let middle = scale.place(now).clamp(from, to);
    let title = format!("{} from {}", change.state, instant(change.at));
    let bar = |from: f64, to: f64, tone: &str| {
        html! {
            @if to > from {
                rect.(tone) x=(percent(from)) width=(percent(to - from)) y="6" height="18" rx="3" { title { (title) } }
            }
        }
    };
    html! {
        @if change.planned { (bar(from, to, "planned")) }
        @else { (bar(from, middle, "past")) (bar(middle, to, "planned")) }
        @if next.is_none() && !change.planned {
            circle.(class(change.state)) cx=(percent(from)) cy="15" r="5" { title { (title) } }
        }
    }
}

fn boundary<C: ControlClient>(
    visit: &Visit<'_, C>,
    scale: &Scale,
    now: Timestamp,
    change: &JobChange,
) -> Markup {
    let at = instant(change.at);
    let name = format!("Go to {}, {}", change.state, relative(now, change.at));
    html! {
        a href=(visit.link(&format!("time?to={}", escaped(&at)))) data-advance=(at) aria-label=(name) {
            circle.goal cx=(percent(scale.place(change.at))) cy="15" r="7" { title { (name) } }
        }
    }
}

fn percent(place: f64) -> String {
    format!("{place:.2}%")
}
