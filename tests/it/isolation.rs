//! Does an account ever see what belongs to another one?

use std::time::Duration;

use contract_tests::lab::Lab;
use contract_tests::orders::{COPY, PRODUCT, PROJECT, STATIC_AD, VIDEO, copy, static_ad, status, video};
use reqwest::Method;
use serde_json::{Value, json};

#[tokio::test]
async fn accounts_never_see_each_other() {
    let lab = Lab::start();
    let world = lab.world();
    let call =
        async |key: &str, call: &str, body: Option<Value>| world.call("cutx", key, call, body.as_ref()).await;
    let project =
        call("alice", "POST /products", Some(json!({ "name": "Hers" }))).await.body["project"]["id"].clone();
    let ingest = json!({ "url": "https://shop.example/thing", "projectId": project });
    let product = call("alice", "POST /products/ingest", Some(ingest.clone())).await.body["product"].clone();
    let hers = json!({ "projectId": project, "productId": product["id"], "idempotencyKey": "shared" });
    let job =
        call("alice", STATIC_AD, Some(static_ad(&hers))).await.body["jobId"].as_str().unwrap().to_owned();

    let his = call("bob", STATIC_AD, Some(static_ad(&json!({ "idempotencyKey": "shared" })))).await;
    assert_eq!(his.body["status"], "queued", "her key is not his");
    world.handle.advance(Duration::from_secs(25)).unwrap();

    let own_product = json!({ "projectId": PROJECT, "productId": product["id"] });
    let own_project = json!({ "projectId": project, "productId": PRODUCT });
    let products = format!("GET /products?projectId={}", project.as_str().unwrap());
    assert_eq!(call("bob", &status(&job), None).await.status, 404);
    assert_eq!(call("bob", &products, None).await.status, 404);
    assert_eq!(call("bob", "POST /products/ingest", Some(ingest)).await.status, 404);
    for foreign in [hers, own_product, own_project] {
        let foreign = json!({ "projectId": foreign["projectId"], "productId": foreign["productId"] });
        assert_eq!(call("bob", STATIC_AD, Some(static_ad(&foreign))).await.status, 404);
        assert_eq!(call("bob", VIDEO, Some(video(&foreign))).await.status, 404);
        assert_eq!(call("bob", COPY, Some(copy(&foreign))).await.status, 404);
    }
    assert_eq!(call("bob", "GET /products", None).await.body["projects"].as_array().map(Vec::len), Some(1));

    let alice = world.handle.account("cutx", "alice").unwrap().account_id;
    let bob = world.handle.account("cutx", "bob").unwrap().account_id;
    let hers = call("alice", &status(&job), None).await.body["assets"][0]["url"].as_str().unwrap().to_owned();
    let picture = product["images"][0]["url"].as_str().unwrap();
    for url in [&*hers, picture] {
        assert_eq!(world.request(Method::GET, url).send().await.unwrap().status(), 200, "{url}");
        let through_him = url.replace(&*alice, &bob);
        assert_eq!(
            world.request(Method::GET, &through_him).send().await.unwrap().status(),
            404,
            "{through_him}"
        );
    }
}
