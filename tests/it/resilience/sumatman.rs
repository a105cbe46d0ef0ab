//! Journeys through Sumatman: films and their sequels, and changes of mind.

use std::time::Duration;

use futures_util::TryStreamExt;
use sumatman_client::{Changes, CreateRequest, ListOptions, Result, StoryType, Submission, SumatmanClient};

use super::witness::{Promise, Witness, promise};
use super::{Country, KEY, travel};

const PATIENCE: Duration = Duration::from_secs(3600);

#[test]
fn nothing_is_bought_twice_or_lost() {
    let paths = &["/task", "/task/*", "/task/*/status", "/user/*/tasks"];
    let turn = sumatman_client::PACE.window;
    let country = Country { provider: "sumatman", paths, journeys: 2, turn };
    travel(&country, &async |witness, journey| {
        let client =
            witness.equip(SumatmanClient::builder(witness.world.url("sumatman")).token(KEY)).build().unwrap();
        let _ = match journey {
            0 => a_film_and_its_sequel(witness, &client).await,
            _ => changes_of_mind(witness, &client).await,
        };
    });
}

async fn a_film_and_its_sequel(witness: &Witness, client: &SumatmanClient) -> Result<()> {
    let film = witness.buys(1, client.create(&a_film()), told(client)).await?;
    let waiting = client.task(&film.task_id);
    let task = witness.waits(&film.task_id, PATIENCE, waiting.wait(PATIENCE)).await?;
    if let Some(url) = task.final_image_url {
        let mut picture = Vec::new();
        let fetched = witness.looks(client.download(&url).to_writer(&mut picture)).await?;
        witness.check(fetched.length == picture.len() as u64, || format!("{fetched:?} is not the picture"));
    }
    let changes = Changes::default().with_input_story("The lamp meets the moon");
    let _ = witness.buys(1, client.continue_from(&film.task_id, &changes), told(client)).await;
    let _ = witness.buys(1, client.repeat(&film.task_id, &changes), told(client)).await;
    let user = task.user_id.unwrap_or_default();
    let _ = witness.looks(client.list(&user, &ListOptions::default())).await;
    let all = witness.looks(client.tasks(&user, None).try_collect::<Vec<_>>()).await?;
    witness
        .check(all.iter().any(|task| task.task_id == film.task_id), || "the list lacks the film".to_owned());
    Ok(())
}

async fn changes_of_mind(witness: &Witness, client: &SumatmanClient) -> Result<()> {
    let film = witness.buys(1, client.create(&a_film()), told(client)).await?;
    let longer = Changes::default().with_video_duration(5);
    let _ = witness.changes(client.edit(&film.task_id, &longer)).await;
    let _ = witness.looks(client.status(&film.task_id)).await;
    let unwanted = witness.buys(1, client.create(&a_film()), told(client)).await?;
    let _ = witness.removes(&[&unwanted.task_id], client.delete(&unwanted.task_id)).await;
    let changes = client.task(&film.task_id).changes(PATIENCE);
    let _ = witness.follows(PATIENCE, changes.try_collect::<Vec<_>>()).await;
    // What is completed stays.
    let _ = witness.removes(&[&film.task_id], client.delete(&film.task_id)).await;
    Ok(())
}

fn a_film() -> CreateRequest {
    CreateRequest::new(StoryType::Fairytale, "A lamp that was afraid of the dark").with_video_duration(3)
}

fn told(client: &SumatmanClient) -> impl FnOnce(&Submission) -> Vec<Promise> {
    |submission| {
        let task = client.task(&submission.task_id);
        vec![promise(&submission.task_id, async move { task.wait(PATIENCE).await.map(drop) })]
    }
}
