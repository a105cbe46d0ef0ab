//! Whole lists are walked page by page, lazily, and to an end.

use animus_client::*;
use futures_util::{StreamExt, TryStreamExt};

use crate::server::{Reply, Server};
use crate::{CHARACTER, answer, scripted};

/// A page of objects with these ids.
fn page(list: &str, id: &str, ids: &[&str], has_more: &str) -> Reply {
    let item = |value: &&str| format!(r#"{{"{id}": "{value}", "status": "completed"}}"#);
    let items = ids.iter().map(item).collect::<Vec<_>>().join(",");
    answer(format!(
        r#"{{"group_id": "grp_1", "{list}": [{items}], "pagination": {{"has_more": {has_more}}}}}"#
    ))
}

fn groups(ids: &[&str], has_more: &str) -> Reply {
    page("groups", "group_id", ids, has_more)
}

/// Returns the targets of the requests.
fn targets(server: &Server) -> Vec<String> {
    let target = |request: &String| request.split(' ').nth(1).unwrap().replace("/animus/v2", "");
    server.requests().iter().map(target).collect()
}

#[tokio::test]
async fn groups_are_walked_by_what_came() {
    let (server, client) =
        scripted([groups(&["1", "2"], "true"), groups(&["2", "3"], "true"), groups(&["4"], "false")]).await;
    let told: Vec<_> = client.groups(None).map_ok(|group| group.group_id).try_collect().await.unwrap();
    assert_eq!(told, ["1", "2", "3", "4"]);
    let expected = [0, 2, 4].map(|offset| format!("/generation/groups?limit=100&offset={offset}"));
    assert_eq!(targets(&server), expected);
}

#[tokio::test]
async fn groups_of_a_character_are_walked_lazily() {
    let (server, client) = scripted([groups(&["1", "2"], "true"), groups(&["3"], "null")]).await;
    let mut walk = client.groups(Some(CHARACTER.into()));
    for (id, requests) in [("1", 1), ("2", 1), ("3", 2)] {
        assert_eq!(walk.next().await.unwrap().unwrap().group_id, id);
        assert_eq!(server.requests().len(), requests);
    }
    assert!(walk.next().await.is_none());
    assert_eq!(targets(&server)[1], "/generation/groups?limit=100&offset=2&character_id=char_77");
}

#[tokio::test]
async fn generations_of_a_group_and_characters_are_walked_alike() {
    let generations = |ids, more| page("generations", "generation_id", ids, more);
    let (server, client) = scripted([generations(&["a"], "true"), generations(&["b"], "false")]).await;
    let told: Vec<_> = client.group_generations("grp_1").try_collect().await.unwrap();
    assert_eq!(
        told.iter().map(|generation| generation.generation_id.as_str()).collect::<Vec<_>>(),
        ["a", "b"]
    );
    let expected = [0, 1].map(|offset| format!("/generation/groups/grp_1?limit=200&offset={offset}"));
    assert_eq!(targets(&server), expected);

    let (server, client) = scripted([page("characters", "character_id", &["a", "b"], "false")]).await;
    let told: Vec<_> = client.characters().try_collect().await.unwrap();
    assert_eq!(told.iter().map(|character| character.character_id.as_str()).collect::<Vec<_>>(), ["a", "b"]);
    assert_eq!(targets(&server), ["/characters?limit=100&offset=0"]);
}

#[tokio::test]
async fn a_walk_ends_after_an_error_and_without_a_word_of_more() {
    let (_server, client) = scripted([groups(&["1"], "true"), Reply::Json(403, "{}")]).await;
    let told: Vec<_> = client.groups(None).collect().await;
    let refusals: Vec<_> =
        told.iter().map(|told| told.as_ref().err().and_then(AnimusError::refusal)).collect();
    assert_eq!(refusals, [None, Some(&AnimusRefusal::Forbidden)]);
    let (server, client) = scripted([answer(r#"{"groups": [{"group_id": "1"}]}"#)]).await;
    assert_eq!(client.groups(None).count().await, 1);
    assert_eq!(server.requests().len(), 1);
}
