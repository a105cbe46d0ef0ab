//! Are groups found again, page by page, and do they go with all that is in them?

use contract_tests::lab::{Lab, World};
use serde_json::{Value, json};

use super::{LONG, create, done, each, fetch, finished, group, look, picture, text};

const KEY: &str = "the-curator";

async fn pages(world: &World, path: &str, list: &str, limit: usize) -> Vec<Value> {
    let (mut all, mut offset) = (Vec::new(), 0);
    loop {
        let separator = if path.contains('?') { '&' } else { '?' };
        let call = format!("GET {path}{separator}limit={limit}&offset={offset}");
        let page = done(world, KEY, &call, None).await;
        let items = page[list].as_array().unwrap();
        assert_eq!(page["pagination"]["returned"], items.len());
        all.extend(items.iter().cloned());
        offset += items.len();
        if page["pagination"]["has_more"] == false {
            return all;
        }
        assert_eq!(items.len(), limit, "only the last page is short");
    }
}

#[tokio::test]
async fn hundreds_of_generations_are_paged_newest_first() {
    let lab = Lab::start();
    let world = lab.world();
    let mut groups = Vec::new();
    for number in 0..120 {
        let mut body =
            json!({ "prompt": format!("Picture {number}"), "group_title": format!("Group {number}") });
        if number % 3 == 0 {
            body["character_id"] = "char_123".into();
        }
        groups.insert(0, create(&world, KEY, &body).await["group_id"].clone());
    }
    let large = &groups[0];
    let mut members = Vec::new();
    for number in 0..230 {
        let body = json!({ "prompt": format!("Another {number}"), "group_id": large });
        members.insert(0, create(&world, KEY, &body).await["generation_id"].clone());
    }
    for limit in [7, 100] {
        let paged = pages(&world, "/generation/groups", "groups", limit).await;
        assert_eq!(
            paged.iter().map(|group| &group["group_id"]).collect::<Vec<_>>(),
            groups.iter().collect::<Vec<_>>()
        );
    }
    let of_character = pages(&world, "/generation/groups?character_id=char_123", "groups", 9).await;
    let expected: Vec<_> = groups.iter().rev().step_by(3).collect::<Vec<_>>().into_iter().rev().collect();
    assert_eq!(of_character.iter().map(|group| &group["group_id"]).collect::<Vec<_>>(), expected);
    assert!(of_character.iter().all(|group| group["character_id"] == "char_123"));

    let path = format!("/generation/groups/{}", text(large));
    let paged = pages(&world, &path, "generations", 200).await;
    assert_eq!(paged.len(), 231);
    assert_eq!(
        paged.iter().take(230).map(|item| &item["generation_id"]).collect::<Vec<_>>(),
        members.iter().collect::<Vec<_>>()
    );

    let beyond = done(&world, KEY, "GET /generation/groups?offset=18446744073709551615", None).await;
    assert_eq!((&beyond["groups"], &beyond["pagination"]["has_more"]), (&json!([]), &json!(false)));
    let of_nobody = done(&world, KEY, "GET /generation/groups?character_id=char_0", None).await;
    assert_eq!(of_nobody["groups"], json!([]));
}

#[tokio::test]
async fn a_group_at_work_stays_whole_and_goes_once_it_is_done() {
    let lab = Lab::start();
    let world = lab.world();
    let first = finished(&world, KEY, &picture("A lighthouse")).await;
    let url = text(&first["result_urls"][0]);
    let join = json!({ "prompt": "A harbour", "group_id": first["group_id"], "num_images": 2 });
    let batch = create(&world, KEY, &join).await["generation_id"].clone();
    let before = group(&world, KEY, &first["group_id"]).await;
    let (balance, call) = (|| world.handle.account("animus", KEY).unwrap().credits, text(&first["group_id"]));
    let (paid, call) = (balance(), format!("DELETE /generation/groups/{call}"));

    let refused = world.call("animus", KEY, &call, None).await;
    assert_eq!((refused.status, &refused.body["error"]), (409, &json!("conflict")));
    assert_eq!(group(&world, KEY, &first["group_id"]).await, before);
    assert_eq!(fetch(&world, url).await.status, 200);
    world.handle.advance(LONG).unwrap();
    let seen = look(&world, KEY, &batch).await;
    assert_eq!(seen["status"], "completed", "what was at work went on: {seen}");

    let deleted = done(&world, KEY, &call, None).await;
    assert_eq!((&deleted["deleted_generations"], &deleted["total_deleted_images"]), (&json!(3), &json!(3)));
    let mut urls: Vec<_> = seen["result_urls"].as_array().unwrap().iter().map(text).collect();
    urls.insert(0, url);
    assert_eq!(deleted["details"]["deleted_image_urls"], json!(urls));
    for url in urls {
        assert_eq!(fetch(&world, url).await.status, 404, "{url}");
    }
    let gone = [format!("GET /generation/status/{}", text(&batch)), call];
    for call in gone {
        assert_eq!(world.call("animus", KEY, &call, None).await.status, 404, "{call}");
    }
    assert_eq!(done(&world, KEY, "GET /generation/groups", None).await["groups"], json!([]));
    assert_eq!((balance(), world.handle.jobs(&backlot::JobFilter::default()).len()), (paid, 0));
}

#[tokio::test]
async fn what_stands_for_a_group_moves_on_when_it_is_deleted() {
    let lab = Lab::start();
    let world = lab.world();
    let body = json!({ "prompt": "A lighthouse [[slow:20]]" });
    let slow = create(&world, KEY, &body).await;
    let join = |prompt: &str| json!({ "prompt": prompt, "group_id": slow["group_id"] });
    let quick = create(&world, KEY, &join("A harbour [[slow:1]]")).await;
    create(&world, KEY, &join("A pier [[fail]]")).await;
    let preview = async || {
        let detail = group(&world, KEY, &slow["group_id"]).await;
        let url = detail["preview_image_url"].as_str().map(str::to_owned);
        (url.unwrap_or_default(), detail["status"].clone(), detail["generation_count"].clone())
    };
    let of = |made: &Value| format!("{}_0.png", text(&made["generation_id"]));
    assert_eq!(preview().await, (String::new(), json!("active"), json!(3)));
    world.handle.advance(std::time::Duration::from_secs(5)).unwrap();
    assert!(preview().await.0.ends_with(&of(&quick)));
    world.handle.advance(LONG).unwrap();
    let (url, status, _) = preview().await;
    assert!(url.ends_with(&of(&slow)) && status == "completed", "{url}");
    for (gone, count) in [(&slow, 2), (&quick, 1)] {
        done(&world, KEY, &format!("DELETE /generation/generations/{}", text(&gone["generation_id"])), None)
            .await;
        assert_eq!(preview().await.2, count);
    }
    assert_eq!(preview().await, (String::new(), json!("completed"), json!(1)));
}

#[tokio::test]
async fn a_batch_can_be_polled_until_its_group_is_deleted() {
    let lab = Lab::start();
    let world = lab.world();
    let made = create(&world, KEY, &json!({ "prompt": "A lighthouse", "num_images": 2 })).await;
    let seen = look(&world, KEY, &made["generation_id"]).await;
    let members: Vec<_> = each(&seen["generations"], "generation_id").into_iter().cloned().collect();
    for (member, left) in members.iter().zip([1, 0]) {
        done(&world, KEY, &format!("DELETE /generation/generations/{}", text(member)), None).await;
        let call = format!("GET /generation/status/{}", text(&made["generation_id"]));
        let answer = done(&world, KEY, &call, None).await;
        assert_eq!(
            (&answer["total_generations"], &answer["pending_generations"]),
            (&json!(left), &json!(left))
        );
        let status = if left > 0 { "submitted" } else { "completed" };
        assert_eq!((&answer["status"], &answer["error"]), (&json!(status), &Value::Null));
    }
    let group = text(&made["group_id"]);
    let empty = done(&world, KEY, &format!("GET /generation/groups/{group}"), None).await;
    assert_eq!((&empty["generation_count"], &empty["status"]), (&json!(0), &json!("completed")));
    done(&world, KEY, &format!("DELETE /generation/groups/{group}"), None).await;
    let call = format!("GET /generation/status/{}", text(&made["generation_id"]));
    assert_eq!(world.call("animus", KEY, &call, None).await.status, 404);
}
