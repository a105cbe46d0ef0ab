//! Work is counted, and held up until the test lets it go on.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Sender, channel};

use ::http::StatusCode;
use futures_util::future::{join, join_all};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use super::*;
use crate::{Card, Picture, PictureFormat};

const CORES: u32 = 2;

fn artwork(seed: u64) -> Artwork {
    let card = Card::new("cutx", "image", "job_01", seed);
    Picture { card, width: 8, height: 8, format: PictureFormat::Png }.into()
}

/// A studio that keeps nothing. Each of its renderings reports its beginning, and ends on command.
struct Watched {
    studio: Arc<Studio>,
    go_on: Sender<()>,
    most_at_once: Arc<AtomicUsize>,
}

fn watched() -> (Watched, UnboundedReceiver<()>) {
    let (begin, started) = unbounded_channel();
    let (go_on, told) = channel::<()>();
    let (told, most_at_once) = (Mutex::new(told), Arc::new(AtomicUsize::new(0)));
    let (at_once, most) = (AtomicUsize::new(0), most_at_once.clone());
    let paint = move |_: &Artwork| {
        most.fetch_max(at_once.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        begin.send(()).unwrap();
        lock(&told).recv().unwrap();
        at_once.fetch_sub(1, Ordering::SeqCst);
        vec![1; 8]
    };
    (Watched { studio: Arc::new(Studio::with(0, CORES, paint)), go_on, most_at_once }, started)
}

impl Watched {
    async fn ask(&self, seed: u64, method: &Method) -> StatusCode {
        self.studio.respond(artwork(seed), method, &HeaderMap::new()).await.status()
    }
}

#[tokio::test]
async fn many_callers_share_one_rendering() {
    let (watched, started) = watched();
    let methods = [Method::GET, Method::HEAD];
    let callers = join_all((0..64).map(|caller| watched.ask(7, &methods[caller % 2])));
    // All callers have asked before the one rendering may end.
    let (answers, sent) = join(callers, async { watched.go_on.send(()) }).await;
    sent.unwrap();
    assert!(answers.iter().all(|status| *status == StatusCode::OK));
    assert_eq!(started.len(), 1);
}

#[tokio::test]
async fn no_more_is_rendered_at_once_than_there_are_cores() {
    let (watched, mut started) = watched();
    let callers = join_all((0..16).map(|seed| watched.ask(seed, &Method::GET)));
    let let_go = async {
        for _ in 0..16 {
            started.recv().await.unwrap();
            watched.go_on.send(()).unwrap();
        }
    };
    join(callers, let_go).await;
    assert_eq!(watched.most_at_once.load(Ordering::SeqCst), CORES as usize);
}

#[tokio::test]
async fn work_that_nobody_waits_for_is_not_begun() {
    let (watched, mut started) = watched();
    let mut busy = join_all((0..CORES).map(|seed| watched.ask(seed.into(), &Method::GET)));
    assert!((&mut busy).now_or_never().is_none());
    for _ in 0..CORES {
        started.recv().await.unwrap();
    }
    {
        let mut impatient = Box::pin(watched.ask(100, &Method::HEAD));
        assert!((&mut impatient).now_or_never().is_none());
    }
    for _ in 0..CORES {
        watched.go_on.send(()).unwrap();
    }
    busy.await;
    // The work is begun only for the caller that asks for it now.
    let (again, _) = join(watched.ask(100, &Method::GET), async { watched.go_on.send(()) }).await;
    assert_eq!((again, started.len()), (StatusCode::OK, 1));
}

#[tokio::test]
async fn who_goes_away_takes_nothing_from_those_who_stay() {
    let (watched, started) = watched();
    let mut stays = Box::pin(watched.ask(7, &Method::GET));
    {
        let mut leaves = Box::pin(watched.ask(7, &Method::GET));
        assert!((&mut leaves).now_or_never().is_none());
        assert!((&mut stays).now_or_never().is_none());
    }
    watched.go_on.send(()).unwrap();
    assert_eq!((stays.await, started.len()), (StatusCode::OK, 1));
    assert_eq!(watched.studio.cores.available_permits(), CORES as usize);
}

#[tokio::test]
async fn what_is_kept_is_answered_without_work() {
    let studio = Arc::new(Studio::with(1 << 10, CORES, |_: &Artwork| vec![1; 8]));
    let kept = studio.render(&artwork(7));
    // From here on, no work gets a core.
    studio.cores.close();
    for (seed, expected) in [(7, StatusCode::OK), (8, StatusCode::INTERNAL_SERVER_ERROR)] {
        let answer = studio.respond(artwork(seed), &Method::GET, &HeaderMap::new()).await;
        assert_eq!(answer.status(), expected, "{seed}");
    }
    let fresh = [(::http::header::IF_NONE_MATCH, kept.etag.parse().unwrap())].into_iter().collect();
    for (method, headers) in
        [(Method::GET, &fresh), (Method::HEAD, &fresh), (Method::POST, &HeaderMap::new())]
    {
        assert_ne!(studio.respond(artwork(7), &method, headers).await.status(), StatusCode::OK, "{method}");
    }
}

#[tokio::test]
async fn a_rendering_that_fails_is_told_and_tried_again() {
    let tries = Arc::new(AtomicUsize::new(0));
    let counted = tries.clone();
    let paint = move |_: &Artwork| match counted.fetch_add(1, Ordering::SeqCst) {
        0 => panic!("out of paint"),
        _ => vec![1; 8],
    };
    let studio = Arc::new(Studio::with(1 << 10, CORES, paint));
    for expected in [StatusCode::INTERNAL_SERVER_ERROR, StatusCode::OK, StatusCode::OK] {
        let answer = studio.respond(artwork(7), &Method::GET, &HeaderMap::new()).await;
        assert_eq!(answer.status(), expected);
    }
    assert_eq!(tries.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn a_photograph_is_read_once_half_of_the_cores_are_free() {
    let studio = Studio::with(0, 4, |_: &Artwork| Vec::new());
    let busy = studio.cores.clone().acquire_many_owned(3).await.unwrap();
    let mut read = Box::pin(studio.read(Bytes::from_static(b"no photograph")));
    assert!((&mut read).now_or_never().is_none());
    drop(busy);
    assert!(matches!(read.await, Some(Err(PhotoError::UnknownFormat))));
}
