//! The facts that a URL tells about a clip or a picture: nothing is ever fetched (`apixo-facts.md`, A14 and A16).

use std::time::Duration;

use kernel::evidence::{ClauseRef, Evidence};
use mock_http::request::RequestContext;
use url::{Host, Url};

use crate::clause;
use crate::fail_codes::FailCode;

/// The assumed length of a clip whose URL does not tell it.
const ASSUMED: Duration = Duration::from_secs(10);

/// Returns the length of a clip, and the clauses that decided it.
pub fn length(clip: &Url, context: &RequestContext) -> (Duration, Evidence) {
    let known = |length, clauses: &[ClauseRef]| (length, clauses.iter().copied().collect());
    if let Some(length) = context.film_length(clip) {
        return known(length, &[&clause::PRICE_OWN_FILM]);
    }
    let query = clip.query_pairs().find_map(|(name, value)| (name == "duration").then(|| seconds(&value))?);
    let query = query.filter(|length| !length.is_zero());
    let fragment = clip.fragment().and_then(Part::parse);
    match (fragment, query) {
        (Some(Part { from, to: Some(to) }), query) if to > from.unwrap_or_default() => {
            let first = query.map(|_| &clause::PRICE_FRAGMENT_FIRST as ClauseRef);
            let start = from.is_none().then_some(&clause::PRICE_LENGTH_FROM_START as ClauseRef);
            let (length, mut clauses) =
                known(to.saturating_sub(from.unwrap_or_default()), &[&clause::PRICE_LENGTH_FROM_FRAGMENT]);
            clauses.extend(first.into_iter().chain(start));
            (length, clauses)
        }
        (_, Some(length)) => known(length, &[&clause::PRICE_LENGTH_FROM_URL]),
        (Some(Part { to: None, .. }), None) => known(ASSUMED, &[&clause::PRICE_LENGTH_TO_END]),
        _ => known(ASSUMED, &[&clause::PRICE_LENGTH_UNKNOWN]),
    }
}

/// A part of a clip, in the form of media fragments: `t=from,to` in seconds.
#[derive(Debug, PartialEq, Eq)]
struct Part {
    from: Option<Duration>,
    to: Option<Duration>,
}

impl Part {
    fn parse(fragment: &str) -> Option<Self> {
        let time = fragment.split('&').find_map(|part| part.strip_prefix("t="))?;
        let time = time.strip_prefix("npt:").unwrap_or(time);
        let (from, to) = time.split_once(',').map_or((time, None), |(from, to)| (from, Some(to)));
        let from = if from.is_empty() { None } else { Some(seconds(from)?) };
        let to = to.map(|to| seconds(to).ok_or(())).transpose().ok()?;
        (from.is_some() || to.is_some()).then_some(Self { from, to })
    }
}

fn seconds(text: &str) -> Option<Duration> {
    let seconds: f64 = text.parse().ok()?;
    Duration::try_from_secs_f64(seconds).ok()
}

/// An input of a task, judged by its URL alone.
struct Input<'a> {
    url: Option<&'a Url>,
    /// The file name extensions that the model accepts.
    good: &'a [&'a str],
    /// The fail code and the clause for a host that cannot exist.
    unreachable: Verdict,
    /// The clause for a file of another known kind.
    other: ClauseRef,
}

/// A fail code, and the clause that decided it.
pub type Verdict = (FailCode, ClauseRef);

impl Input<'_> {
    /// Returns the verdict on an input that cannot be used.
    fn judge(&self) -> Option<Verdict> {
        let Some(url) = self.url else {
            return Some((FailCode::InvalidImageUrl, &clause::TASK_INVALID_IMAGE_URL));
        };
        if is_unreachable(url) {
            return Some(self.unreachable);
        }
        let ending = ending(url)?;
        let is_bad = !self.good.contains(&&*ending) && KNOWN_ENDINGS.contains(&&*ending);
        is_bad.then_some((FailCode::UnsupportedFormat, self.other))
    }
}

/// Judges the inputs of a task by their URLs. Returns the verdict on the first that cannot be used. An image URL that is no web
/// address comes as `None`.
pub fn unusable(image: Option<&Url>, clip: &Url) -> Option<Verdict> {
    let inputs = [
        Input {
            url: image,
            good: &["jpg", "jpeg", "png", "webp"],
            unreachable: (FailCode::ImageDownloadFailed, &clause::TASK_IMAGE_DOWNLOAD_FAILED),
            other: &clause::TASK_UNSUPPORTED_IMAGE,
        },
        Input {
            url: Some(clip),
            good: &["mp4", "mov", "m4v"],
            unreachable: (FailCode::GenerationFailed, &clause::TASK_VIDEO_DOWNLOAD_FAILED),
            other: &clause::TASK_UNSUPPORTED_VIDEO,
        },
    ];
    inputs.iter().find_map(Input::judge)
}

/// Returns `true` if a host cannot exist: `.invalid` is reserved for such names.
fn is_unreachable(url: &Url) -> bool {
    matches!(url.host(), Some(Host::Domain(name)) if name.trim_end_matches('.').ends_with(".invalid"))
}

/// The extensions of well-known kinds of files. Any other extension tells nothing, and the file is accepted.
const KNOWN_ENDINGS: [&str; 28] = [
    "jpg", "jpeg", "png", "webp", "gif", "bmp", "tif", "tiff", "svg", "heic", "avif", "mp4", "mov", "m4v",
    "avi", "mkv", "webm", "wmv", "flv", "mp3", "wav", "m4a", "ogg", "pdf", "txt", "html", "json", "zip",
];

fn ending(url: &Url) -> Option<String> {
    url.path().rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_has_a_beginning_or_an_end() {
        let part = |from: Option<f64>, to: Option<f64>| {
            Some(Part { from: from.map(Duration::from_secs_f64), to: to.map(Duration::from_secs_f64) })
        };
        let rows = [
            ("t=3,10", part(Some(3.0), Some(10.0))),
            ("t=0,9", part(Some(0.0), Some(9.0))),
            ("t=,9", part(None, Some(9.0))),
            ("t=npt:0.5,2", part(Some(0.5), Some(2.0))),
            ("xywh=1&t=1,2", part(Some(1.0), Some(2.0))),
            ("t=12", part(Some(12.0), None)),
            ("t=", None),
            ("t=a,b", None),
            ("chapter", None),
        ];
        for (fragment, expected) in rows {
            assert_eq!(Part::parse(fragment), expected, "{fragment}");
        }
    }

    #[test]
    fn what_cannot_be_used_is_told_by_its_url() {
        let rows = [
            ("https://a.example/p.png", "https://a.example/c.mp4", None),
            ("https://a.example/p", "https://a.example/watch?v=1", None),
            ("https://a.example/p.gif", "https://a.example/c.mp4", Some(FailCode::UnsupportedFormat)),
            ("https://a.example/p.PNG", "https://a.example/c.AVI", Some(FailCode::UnsupportedFormat)),
            ("https://a.invalid/p.png", "https://a.example/c.mp4", Some(FailCode::ImageDownloadFailed)),
            ("https://a.example/p.png", "https://a.invalid/c.mp4", Some(FailCode::GenerationFailed)),
            ("nowhere", "https://a.example/c.mp4", Some(FailCode::InvalidImageUrl)),
        ];
        for (image, clip, expected) in rows {
            let clip = Url::parse(clip).unwrap();
            let found = unusable(Url::parse(image).ok().as_ref(), &clip).map(|(code, _)| code);
            assert_eq!(found, expected, "{image} {clip}");
        }
    }
}
