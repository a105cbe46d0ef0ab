//! Do files of all providers answer as RFC 9110 and browsers want it, from the first request to the last one after they are gone?

use std::fs;
use std::time::Duration;

use contract_tests::lab::{Lab, World};
use contract_tests::orders::{STATIC_AD, VIDEO, static_ad, status, video};
use contract_tests::pattern::first_url;
use contract_tests::workspace;
use reqwest::header::{
    CACHE_CONTROL, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, HeaderMap, IF_MATCH,
    IF_NONE_MATCH, X_CONTENT_TYPE_OPTIONS,
};
use reqwest::multipart::{Form, Part};
use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};

use super::apixo::order;

const KEY: &str = "the-reader";

async fn ask(world: &World, provider: &str, call: &str, body: Option<&Value>) -> Value {
    let came = world.call(provider, KEY, call, body).await;
    assert!(came.status < 300, "{call}: {came:?}");
    came.body
}

async fn fetch(world: &World, method: Method, url: &str, headers: HeaderMap) -> Response {
    world.request(method, url).headers(headers).send().await.unwrap()
}

/// Sends a photograph for a new character: where it is served.
async fn upload(world: &World, photo: &str) -> String {
    let made = ask(world, "animus", "POST /characters", Some(&json!({ "name": "Ada" }))).await;
    let character = made["character_id"].as_str().unwrap_or_else(|| panic!("{made}"));
    let bytes = fs::read(workspace().join("fixtures/animus/photos").join(photo)).unwrap();
    let form = Form::new().part("file", Part::bytes(bytes).file_name("one.jpg"));
    let url = format!("{}/{character}/upload/face-image", world.handle.url("animus"));
    let sent = world.request(Method::POST, &url).bearer_auth(KEY).multipart(form).send().await.unwrap();
    let sent: Value = sent.json().await.unwrap();
    first_url(&sent).unwrap_or_else(|| panic!("{sent}"))
}

/// A file of every kind that the providers have.
async fn every_kind(world: &World) -> Vec<(&'static str, String)> {
    let ad = ask(world, "cutx", STATIC_AD, Some(&static_ad(&json!({})))).await;
    let speech = ask(world, "cutx", VIDEO, Some(&video(&json!({})))).await;
    let picture = ask(world, "animus", "POST /generation/create", Some(&json!({ "prompt": "A lamp" }))).await;
    let story = json!({ "mode": "create", "story_type": "fairytale_story", "input_story": "A lamp in the dark", "video_duration": 3 });
    let story = ask(world, "sumatman", "POST /task", Some(&story)).await;
    let task = ask(world, "apixo", "POST /generateTask/wan-2-2-animate", Some(&order(&json!({})))).await;
    world.handle.advance(Duration::from_secs(1800)).unwrap();
    let text = |value: &Value| value.as_str().unwrap_or_else(|| panic!("{value}")).to_owned();
    let see = async |provider: &str, call: String| ask(world, provider, &call, None).await;
    let story = see("sumatman", format!("GET /task/{}/status", text(&story["data"]["taskId"]))).await;
    let task = format!("GET /statusTask/wan-2-2-animate?taskId={}", text(&task["data"]["taskId"]));
    let picture = format!("GET /generation/status/{}", text(&picture["generation_id"]));
    let product = "GET /products?projectId=00000000-0000-4000-8000-000000000001".to_owned();
    let of = |seen: Value| first_url(&seen).unwrap_or_else(|| panic!("{seen}"));
    vec![
        ("an ad", of(see("cutx", status(&text(&ad["jobId"]))).await)),
        ("a speech", of(see("cutx", status(&text(&speech["jobId"]))).await)),
        ("a product", text(&see("cutx", product).await["products"][0]["image_url"])),
        ("a picture", of(see("animus", picture).await)),
        ("an upload", upload(world, "face-1.jpg").await),
        ("a film of a task", of(see("apixo", task).await)),
        ("a film of a story", text(&story["data"]["final_video_url"])),
        ("an image of a story", text(&story["data"]["final_image_url"])),
        ("a page", text(&story["data"]["final_share_url"])),
    ]
}

/// Returns the headers that tell of the file, not of this answer.
fn told(response: &Response) -> HeaderMap {
    let mut headers = response.headers().clone();
    headers.remove("date");
    headers.remove("access-control-expose-headers");
    headers
}

#[tokio::test]
async fn every_file_is_validated_and_taken_for_what_it_is() {
    let lab = Lab::start();
    let world = lab.world();
    for (what, url) in every_kind(&world).await {
        let get = fetch(&world, Method::GET, &url, HeaderMap::new()).await;
        let headers = told(&get);
        assert_eq!(get.status(), StatusCode::OK, "{what}");
        assert_eq!(headers[CACHE_CONTROL], "no-cache", "{what}");
        assert_eq!(headers[X_CONTENT_TYPE_OPTIONS], "nosniff", "{what}");
        assert!(headers.contains_key("backlot-clauses"), "{what}");
        let length = get.bytes().await.unwrap().len();
        assert_eq!(headers[CONTENT_LENGTH], length.to_string(), "{what}");

        // HEAD is GET without the bytes (RFC 9110, 9.3.2).
        let head = fetch(&world, Method::HEAD, &url, HeaderMap::new()).await;
        assert_eq!((head.status(), told(&head)), (StatusCode::OK, headers.clone()), "{what}");
        for method in [Method::GET, Method::HEAD] {
            let fresh = HeaderMap::from_iter([(IF_NONE_MATCH, headers[ETAG].clone())]);
            let fresh = fetch(&world, method.clone(), &url, fresh).await;
            // The length of an answer without a body would have to be that of the file (8.6).
            let mut expected = headers.clone();
            for name in [CONTENT_LENGTH, CONTENT_TYPE] {
                expected.remove(name);
            }
            expected.remove("accept-ranges");
            assert_eq!(
                (fresh.status(), told(&fresh)),
                (StatusCode::NOT_MODIFIED, expected),
                "{method} {what}"
            );
            let other = HeaderMap::from_iter([(IF_MATCH, "\"other\"".parse().unwrap())]);
            let other = fetch(&world, method.clone(), &url, other).await;
            assert_eq!(other.status(), StatusCode::PRECONDITION_FAILED, "{method} {what}");
        }
        let post = fetch(&world, Method::POST, &url, HeaderMap::new()).await;
        assert_eq!(
            (post.status(), post.headers()["allow"].as_bytes()),
            (StatusCode::METHOD_NOT_ALLOWED, &b"GET, HEAD"[..]),
            "{what}"
        );
    }
}

#[tokio::test]
async fn an_answer_without_content_tells_no_length() {
    let lab = Lab::start();
    let world = lab.world();
    world.control("POST /worlds", &json!({ "name": "gone" })).await;
    let url = format!("{}/_backlot/worlds/gone", world.handle.url(""));
    let gone = fetch(&world, Method::DELETE, &url, HeaderMap::new()).await;
    assert_eq!((gone.status(), gone.headers().get(CONTENT_LENGTH)), (StatusCode::NO_CONTENT, None));
}

/// After a reset the first results of a key have the URLs of its first results before: a cache has to find out.
#[tokio::test]
async fn another_file_at_the_same_url_has_another_tag() {
    let lab = Lab::start();
    let world = lab.world();
    let ad = async |prompt: &str| {
        let made = ask(&world, "cutx", STATIC_AD, Some(&static_ad(&json!({ "prompt": prompt })))).await;
        world.handle.advance(Duration::from_secs(60)).unwrap();
        first_url(&ask(&world, "cutx", &status(made["jobId"].as_str().unwrap()), None).await).unwrap()
    };
    let tag =
        async |url: &str| fetch(&world, Method::HEAD, url, HeaderMap::new()).await.headers()[ETAG].clone();
    let (first, photo) = (ad("A red lamp at dawn").await, upload(&world, "face-1.jpg").await);
    let before = [tag(&first).await, tag(&photo).await];
    world.handle.reset();
    assert_eq!(
        [ad("A blue chair at noon").await, upload(&world, "face-2.jpg").await],
        [first.clone(), photo.clone()]
    );
    let after = [tag(&first).await, tag(&photo).await];
    assert!(before[0] != after[0] && before[1] != after[1], "{before:?} {after:?}");
    world.handle.reset();
    assert_eq!(upload(&world, "face-1.jpg").await, photo);
    assert_eq!(tag(&photo).await, before[1], "the same bytes");
}

#[tokio::test]
async fn browsers_are_told_what_a_page_and_an_upload_may_do() {
    let lab = Lab::start();
    let world = lab.world();
    let files = every_kind(&world).await;
    let find =
        |kind: &str| files.iter().find(|(what, _)| *what == kind).map(|(_, url)| url.as_str()).unwrap();
    let upload = fetch(&world, Method::GET, find("an upload"), HeaderMap::new()).await;
    assert_eq!(upload.headers()[CONTENT_SECURITY_POLICY], "default-src 'none'; sandbox");
    let page = fetch(&world, Method::GET, find("a page"), HeaderMap::new()).await;
    let files = format!("{}/media/", world.handle.url(""));
    let expected = format!(
        "default-src 'none'; img-src {files}; media-src {files}; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
    );
    assert_eq!(page.headers()[CONTENT_SECURITY_POLICY], expected);
    let page = page.text().await.unwrap();
    assert!(
        page.contains("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"),
        "{page}"
    );
}

/// A file that is not there is kept by no cache, and names the clause by which it is not there, if one decided.
#[tokio::test]
async fn what_is_not_there_may_come() {
    let lab = Lab::start();
    let world = lab.world();
    let files = every_kind(&world).await;
    let find = |kind: &str| files.iter().find(|(what, _)| *what == kind).map(|(_, url)| url.clone()).unwrap();
    let picture = find("a picture");
    let id = &picture[picture.find("gen_").unwrap()..].trim_end_matches("_0.png");
    ask(&world, "animus", &format!("DELETE /generation/generations/{id}"), None).await;
    world.handle.advance(Duration::from_secs(86_400)).unwrap();
    let root = format!("{}/media", world.handle.url(""));
    let account = world.handle.account("sumatman", KEY).unwrap().account_id;
    let of_nobody = |provider: &str| format!("{root}/{provider}/nobody/nothing.mp4");
    let rows = [
        (picture.clone(), Some("animus.delete.media")),
        (picture.replace(id, "gen_000000000000"), None),
        (
            find("a film of a task"),
            Some("apixo.result.lifetime,apixo.result.lifetime-from,apixo.result.expired"),
        ),
        (format!("{root}/sumatman/{account}/web_1.mp4"), Some("sumatman.result.lifetime")),
        (format!("{root}/sumatman/{account}/share/web_1"), Some("sumatman.result.lifetime")),
        (of_nobody("animus"), None),
        (of_nobody("apixo"), None),
        (of_nobody("cutx"), None),
        (format!("{root}/cutx/nobody"), None),
        (format!("{root}/animus/nobody/char_1/face.png"), None),
    ];
    for (url, clauses) in rows {
        for method in [Method::GET, Method::HEAD] {
            let none = fetch(&world, method, &url, HeaderMap::new()).await;
            assert_eq!(none.status(), StatusCode::NOT_FOUND, "{url}");
            assert_eq!(none.headers()[CACHE_CONTROL], "no-store", "{url}");
            assert_eq!(none.headers()[X_CONTENT_TYPE_OPTIONS], "nosniff", "{url}");
            let named = none.headers().get("backlot-clauses").map(|ids| ids.to_str().unwrap());
            assert_eq!(named, clauses, "{url}");
            assert_eq!(none.headers().contains_key("backlot-basis"), clauses.is_some(), "{url}");
        }
    }
}
