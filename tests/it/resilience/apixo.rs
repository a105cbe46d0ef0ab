//! Journeys through APIXO: films of pictures, and what another model makes.

use std::time::Duration;

use apixo_client::{ADVISED_TIMEOUT, AnimateRequest, ApixoClient, Model, Result, Submission, TaskHandle};
use futures_util::TryStreamExt;

use super::witness::{Promise, Witness, promise};
use super::{Country, KEY, travel};

const MODEL: Model = Model::Wan22Animate;

#[test]
fn nothing_is_bought_twice_or_lost() {
    let paths = &["/generateTask/*", "/statusTask/*", "/apikeys/current-balance"];
    let country = Country { provider: "apixo", paths, journeys: 2, turn: Duration::ZERO };
    travel(&country, &async |witness, journey| {
        let client =
            witness.equip(ApixoClient::builder(witness.world.url("apixo")).token(KEY)).build().unwrap();
        let _ = match journey {
            0 => films_one_by_one(witness, &client).await,
            _ => films_at_once(witness, &client).await,
        };
    });
}

async fn films_one_by_one(witness: &Witness, client: &ApixoClient) -> Result<()> {
    let _ = witness.looks(client.balance()).await;
    for _ in 0..2 {
        let Ok(film) = witness.buys(1, client.animate(&a_film()), told(client)).await else { continue };
        let waiting = client.task(MODEL, film.task_id.clone());
        let waiting = waiting.wait(ADVISED_TIMEOUT);
        let Ok(task) = witness.waits(&film.task_id, ADVISED_TIMEOUT, waiting).await else { continue };
        for url in task.result_urls()? {
            let mut film = Vec::new();
            let fetched = witness.looks(client.download(&url).to_writer(&mut film)).await?;
            witness.check(fetched.length == film.len() as u64, || format!("{fetched:?} is not the film"));
        }
    }
    witness.looks(client.balance()).await.map(drop)
}

async fn films_at_once(witness: &Witness, client: &ApixoClient) -> Result<()> {
    let mut tasks = Vec::new();
    for _ in 0..3 {
        tasks.extend(witness.buys(1, client.animate(&a_film()), told(client)).await);
    }
    for film in tasks {
        let changes = client.task(MODEL, film.task_id).changes(ADVISED_TIMEOUT);
        let _ = witness.follows(ADVISED_TIMEOUT, changes.try_collect::<Vec<_>>()).await;
    }
    witness.looks(client.balance()).await.map(drop)
}

fn a_film() -> AnimateRequest {
    AnimateRequest::new("https://example.com/character.png", "https://example.com/motion.mp4?duration=5")
}

fn told(client: &ApixoClient) -> impl FnOnce(&Submission) -> Vec<Promise> {
    |submission| {
        let task: TaskHandle = client.task(MODEL, submission.task_id.clone());
        vec![promise(&submission.task_id, async move { task.wait(ADVISED_TIMEOUT).await.map(drop) })]
    }
}
