//! The gallery: the result files of jobs.

use control_api::{ControlClient, JobResult, JobWithHistory};
use jiff::Timestamp;
use maud::{Markup, html};

use crate::parts::instant::{clock_time, relative};
use crate::parts::list::empty;
use crate::parts::word::state;
use crate::visit::Visit;

/// The most files of one job that are shown.
const MOST: usize = 12;

/// Returns a tile for each file of the jobs.
pub(super) fn tiles<C: ControlClient>(
    visit: &Visit<'_, C>,
    now: Timestamp,
    jobs: &[JobWithHistory],
) -> Markup {
    let has_some = jobs.iter().any(|job| !job.results.is_empty());
    html! {
        @if has_some {
            ul.gallery { @for job in jobs { @for result in job.results.iter().take(MOST) {
                li id={ "file-" (result.url) } {
                    (file(visit, now, result))
                    p { a.id href=(visit.job(job.job.provider, &job.job.job_id)) { (job.job.job_id) } " " (state(job.job.state, false)) }
                }
            } } }
        } @else {
            (empty("No file yet.", &html! { "Files appear when a job succeeds. Move time on with the buttons above." }))
        }
    }
}

/// Returns the results of one job.
pub(super) fn files<C: ControlClient>(visit: &Visit<'_, C>, now: Timestamp, results: &[JobResult]) -> Markup {
    html! { ul.gallery { @for result in results.iter().take(MOST) { li id={ "file-" (result.url) } { (file(visit, now, result)) } } } }
}

fn file<C: ControlClient>(visit: &Visit<'_, C>, now: Timestamp, result: &JobResult) -> Markup {
    let there = visit.nearby(&result.url);
    let is_gone = result.expires_at.is_some_and(|at| at <= now);
    let (family, _) = result.media_type.split_once('/').unwrap_or_default();
    html! {
        @match (is_gone, family) {
            (true, _) => { div.gone { "Expired" } },
            (_, "image") => { a href=(there) target="_blank" { img src=(there) alt="The picture that the job made" loading="lazy"; } },
            (_, "video") => { video src=(there) controls preload="metadata" aria-label="The film that the job made" {} },
            _ => { div.gone { (result.media_type) } },
        }
        p.note {
            a href=(there) { (result.media_type) }
            @if let Some(at) = result.expires_at {
                @if is_gone { " · gone since " (clock_time(now, at)) }
                @else { " · expires " span.relative data-at=(at.as_millisecond()) { (relative(now, at)) } }
            }
        }
    }
}
