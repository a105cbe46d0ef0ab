//! Journeys through `CutX`: texts, pictures and films, with a key and without one.

use std::time::Duration;

use contract_tests::orders::{PRODUCT, PROJECT};
use cutx_client::{
    CopyRequest, CutxClient, Format, JobId, Platform, ProjectRequest, Result, StaticAdRequest, Submission,
    Tone, VideoRequest,
};
use futures_util::TryStreamExt;

use super::witness::{Promise, Witness, promise};
use super::{Country, KEY, travel};

const PATIENCE: Duration = Duration::from_secs(600);

#[test]
fn nothing_is_bought_twice_or_lost() {
    let paths = &["/generate/*", "/generate/status", "/generate/copy", "/credits/balance", "/products"];
    let country = Country { provider: "cutx", paths, journeys: 3, turn: Duration::ZERO };
    travel(&country, &async |witness, journey| {
        let client =
            witness.equip(CutxClient::builder(witness.world.url("cutx")).token(KEY)).build().unwrap();
        let _ = match journey {
            0 => pictures_with_a_key(witness, &client).await,
            1 => texts(witness, &client).await,
            _ => films_without_a_key(witness, &client).await,
        };
    });
}

async fn pictures_with_a_key(witness: &Witness, client: &CutxClient) -> Result<()> {
    let request = StaticAdRequest::new(PROJECT, PRODUCT).with_idempotency_key("summer-1");
    for _ in 0..3 {
        // The key finds the first job as long as that lives, and then buys anew.
        let bought = witness.buys_with_key(client.static_ad(&request), told(client)).await;
        let Ok(submission) = bought else { continue };
        let again = witness.buys_with_key(client.static_ad(&request), told(client)).await;
        if let Ok(again) = again {
            let is_same = again.job_id == submission.job_id;
            let is_free = || witness.has_ended(&submission.job_id);
            witness.check(is_same || is_free(), || "the key lives, and found another job".to_owned());
        }
        let job = client.job(&submission);
        let _ = witness.waits(&submission.job_id, PATIENCE, job.wait(PATIENCE)).await;
    }
    witness.looks(client.balance()).await.map(drop)
}

async fn texts(witness: &Witness, client: &CutxClient) -> Result<()> {
    let _ = witness.looks(client.projects(None)).await;
    let _ = witness.changes(client.create_project(&ProjectRequest::new("Summer"))).await;
    let _ = witness.looks(client.products(PROJECT, Some(5))).await;
    let request = CopyRequest::new(PROJECT, PRODUCT, Platform::Meta, Format::Short, Tone::Bold);
    for key in [None, Some("summer-1"), Some("summer-1")] {
        let request = key.into_iter().fold(request.clone(), CopyRequest::with_idempotency_key);
        let told = |copy: &cutx_client::AdCopy| vec![job(client, &copy.job_id)];
        let _ = witness.buys(1, client.copy(&request), told).await;
    }
    witness.looks(client.balance()).await.map(drop)
}

async fn films_without_a_key(witness: &Witness, client: &CutxClient) -> Result<()> {
    let request = VideoRequest::new(PROJECT, PRODUCT, "You need to see this.");
    for _ in 0..2 {
        let Ok(film) = witness.buys(1, client.video(&request), told(client)).await else { continue };
        let changes = client.job(&film).changes(PATIENCE).try_collect::<Vec<_>>();
        let _ = witness.follows(PATIENCE, changes).await;
    }
    witness.looks(client.balance()).await.map(drop)
}

fn told(client: &CutxClient) -> impl FnOnce(&Submission) -> Vec<Promise> {
    |submission| vec![job(client, &submission.job_id)]
}

fn job(client: &CutxClient, id: &JobId) -> Promise {
    let job = client.job(id);
    promise(id, async move { job.wait(PATIENCE).await.map(drop) })
}
