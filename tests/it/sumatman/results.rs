//! What a finished task leads to: its film, its thumbnail, its share page, and its place in the list.

use contract_tests::lab::{Answer, Lab, World, answer};
use contract_tests::play::{jpeg_size, mp4_size};
use futures_util::TryStreamExt;
use reqwest::Method;
use serde_json::{Value, json};
use sumatman_client::{SumatmanClient, Task, TaskStatus};

use super::{KEY, advance, call, film, look, submit, unlimited, user_id};

/// Longer than any film takes.
const HOUR: u64 = 3_600_000;
const FILES: [&str; 3] = ["final_video_url", "final_image_url", "final_share_url"];

/// Makes a film of these wishes: the finished task.
async fn finished(world: &World, wishes: &Value) -> Value {
    let id = submit(world, &film(wishes)).await;
    advance(&world.handle, HOUR);
    look(world, &id).await
}

/// Fetches a file without any key.
async fn fetch(world: &World, url: &Value) -> Answer {
    let url = url.as_str().expect("a URL");
    answer(world.request(Method::GET, url).send().await.expect("an answer")).await
}

async fn file(world: &World, task: &Value, name: &str) -> Vec<u8> {
    let file = fetch(world, &task[name]).await;
    assert_eq!(file.status, 200, "{name} of {task}");
    file.bytes
}

/// The big-endian numbers of 32 bits that follow a box's name, version and flags.
fn words_of(film: &[u8], name: [u8; 4]) -> Vec<u32> {
    let body = film.windows(4).position(|found| found == name).expect("a box of this name") + 8;
    let words = film[body..].chunks_exact(4).take(5);
    words.map(|word| u32::from_be_bytes(word.try_into().expect("four bytes"))).collect()
}

/// A film's length in milliseconds, as its header says.
fn length(film: &[u8]) -> u64 {
    let [_, _, timescale, duration, ..] = words_of(film, *b"mvhd")[..] else { panic!("a short header") };
    u64::from(duration) * 1000 / u64::from(timescale)
}

#[tokio::test]
async fn the_longest_film_has_its_length_its_scenes_and_its_size() {
    let lab = Lab::start();
    let world = unlimited(&lab);
    let made = call(&world, super::TASK, Some(&film(&json!({ "video_duration": 30 })))).await;
    assert_eq!(made.body["data"]["sceneCount"], 55);
    advance(&world.handle, HOUR);
    let task = look(&world, made.body["data"]["taskId"].as_str().unwrap()).await;
    let film = file(&world, &task, "final_video_url").await;
    assert_eq!(mp4_size(&film), Some((1024, 576)));
    assert_eq!(length(&film), 1_800_000);
    // Scenes are equally long, and each has as many pictures to start from as the next.
    let starts = words_of(&film, *b"stss")[0];
    assert!(starts >= 55 && starts.is_multiple_of(55), "{starts}");
}

#[tokio::test]
async fn film_and_thumbnail_have_the_asked_dimension_and_length() {
    let lab = Lab::start();
    let world = unlimited(&lab);
    for (dimension, minutes, size) in [("landscape", 3, (1024, 576)), ("portrait", 4, (576, 1024))] {
        let wishes = json!({ "dimension_type": dimension, "video_duration": minutes });
        let task = finished(&world, &wishes).await;
        let film = file(&world, &task, "final_video_url").await;
        assert_eq!((mp4_size(&film), length(&film)), (Some(size), minutes * 60_000), "{dimension}");
        let thumbnail = file(&world, &task, "final_image_url").await;
        assert_eq!(jpeg_size(&thumbnail), Some(size), "{dimension}");
    }
}

#[tokio::test]
async fn subtitles_and_watermark_show_in_the_film_and_nothing_else_does() {
    let lab = Lab::start();
    let mut films = Vec::new();
    for wishes in [
        json!({}),
        json!({ "enable_subtitle": true, "watermark_enabled": false, "search_keywords": "lamps" }),
        json!({ "enable_subtitle": false }),
        json!({ "watermark_enabled": true }),
    ] {
        // In worlds of one seed the same request makes the same task.
        let world = unlimited(&lab);
        let task = finished(&world, &wishes).await;
        films.push(file(&world, &task, "final_video_url").await);
    }
    assert!(films[0] == films[1], "what is the default, and what nobody sees");
    assert!(films[0] != films[2] && films[0] != films[3] && films[2] != films[3]);
}

#[tokio::test]
async fn a_chinese_story_is_published_in_chinese() {
    let lab = Lab::start();
    let world = unlimited(&lab);
    let story = "从前有一条孤独的龙，住在云雾缭绕的山谷里。";
    let wishes = json!({ "voice_language": "chinese", "input_story": story, "video_duration": 3 });
    let task = finished(&world, &wishes).await;
    let text = |name: &str| task[name].as_str().unwrap_or_default().to_owned();
    assert!(text("youtube_video_title").contains("孤独的龙"), "{task}");
    assert!(text("youtube_video_description").starts_with(&format!("{story}一部3分钟的童话")), "{task}");
    assert_eq!(text("youtube_video_hashtags"), "#童话 #孤独的龙 #动画故事");
    // Another letter in the title shows in the thumbnail.
    let thumbnail = file(&world, &task, "final_image_url").await;
    let other = unlimited(&lab);
    let wishes =
        json!({ "voice_language": "chinese", "input_story": story.replace('龙', "虎"), "video_duration": 3 });
    let task = finished(&other, &wishes).await;
    assert!(file(&other, &task, "final_image_url").await != thumbnail);
}

#[tokio::test]
async fn the_share_page_plays_the_film() {
    let lab = Lab::start();
    let world = unlimited(&lab);
    let task = finished(&world, &json!({ "input_story": "<script>alert(\"1 & 2\")</script> A fox." })).await;
    let page = fetch(&world, &task["final_share_url"]).await;
    let page = (page.status == 200).then(|| String::from_utf8(page.bytes).unwrap()).expect("a page");
    let source = format!("src=\"{}\"", task["final_video_url"].as_str().unwrap());
    let poster = format!("poster=\"{}\"", task["final_image_url"].as_str().unwrap());
    assert!(page.contains("<video ") && page.contains(&source) && page.contains(&poster), "{page}");
    assert!(page.contains("&lt;script&gt;alert(&quot;1 &amp; 2&quot;)&lt;/script&gt;"), "{page}");
    assert!(!page.contains("<script"), "{page}");
    // Titles and hashtags are told as the task has them.
    for text in ["youtube_video_title", "youtube_video_hashtags"] {
        assert!(page.contains(task[text].as_str().unwrap()), "{text}: {page}");
    }
}

#[tokio::test]
async fn the_share_page_escapes_its_urls_too() {
    let lab = Lab::start();
    let world =
        lab.new_world(|settings| settings.public_url = Some("http://sandbox.test/salt&pepper".into()));
    let task = finished(&world, &json!({})).await;
    let film = task["final_video_url"].as_str().unwrap();
    let path = task["final_share_url"].as_str().and_then(|url| url.split_once("/media/")).expect("a path").1;
    let page = fetch(&world, &format!("{}/media/{path}", world.handle.url("")).into()).await;
    let page = String::from_utf8(page.bytes).unwrap();
    let escaped = film.replace('&', "&amp;");
    assert!(page.contains(&format!("src=\"{escaped}\"")), "{page}");
}

#[tokio::test]
async fn what_is_not_finished_has_no_files() {
    let lab = Lab::start();
    let world = unlimited(&lab);
    let example = finished(&world, &json!({})).await;
    let finished_id = example["task_id"].as_str().unwrap();
    let nothing = async |task: &str, why: &str| {
        for name in FILES {
            let url = example[name].as_str().unwrap().replace(finished_id, task);
            assert_eq!(fetch(&world, &url.into()).await.status, 404, "{why}: {name}");
        }
    };
    let failing = submit(&world, &film(&json!({ "input_story": "A lamp that went out [[fail]]" }))).await;
    let task = submit(&world, &film(&json!({}))).await;
    nothing(&task, "pending").await;
    advance(&world.handle, 10_000);
    for name in FILES {
        assert_eq!(look(&world, &task).await[name], Value::Null);
    }
    nothing(&task, "processing").await;
    advance(&world.handle, HOUR);
    nothing(&failing, "failed").await;
    nothing("web_1755877911087_ewf2efddz", "unknown").await;

    let deleted = submit(&world, &film(&json!({}))).await;
    assert_eq!(call(&world, &format!("DELETE /task/{deleted}"), None).await.status, 200);
    advance(&world.handle, HOUR);
    nothing(&deleted, "deleted").await;
    for name in FILES {
        assert_eq!(fetch(&world, &example[name]).await.status, 200, "{name}");
    }
}

#[tokio::test]
async fn the_client_walks_a_list_of_many_pages() {
    let lab = Lab::start();
    let world = unlimited(&lab);
    let mut ids = Vec::new();
    for number in 0..250 {
        let story = if number % 2 == 0 { "A lamp in the dark" } else { "A lamp in the dark [[reject]]" };
        ids.push(submit(&world, &film(&json!({ "input_story": story }))).await);
    }
    ids.reverse();
    let client = SumatmanClient::builder(world.handle.url("sumatman")).token(KEY);
    let client = client.pace(None).build().expect("a sound base URL");
    let user = user_id(&world.handle);
    let all: Vec<Task> = client.tasks(&user, None).try_collect().await.unwrap();
    assert!(
        all.iter().map(|task| task.task_id.as_str()).eq(ids.iter().map(|id| &**id)),
        "the newest first, each of them once"
    );
    let failed: Vec<Task> = client.tasks(&user, Some(TaskStatus::Failed)).try_collect().await.unwrap();
    assert!(failed.iter().map(|task| task.task_id.as_str()).eq(ids.iter().step_by(2).map(|id| &**id)));
}
