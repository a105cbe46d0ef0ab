//! Jobs: lists in pages, and one job with its whole history.

use backlot::control_api::CALLS;
use contract_tests::lab::Lab;
use contract_tests::orders::{VIDEO, video};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{KEY, advance, get, made, order, refused, texts};

#[tokio::test]
async fn jobs_come_in_pages_from_either_end() {
    let lab = Lab::start();
    let world = lab.new_world(|_| ());
    let mut ordered = Vec::new();
    for number in 0..7 {
        let key = ["a", "b", "c"][number % 3];
        ordered.push(order(&world, key, json!({})).await);
        advance(&world, 1.0).await;
    }
    for (order, expected) in
        [("asc", ordered.clone()), ("desc", ordered.iter().rev().cloned().collect::<Vec<_>>())]
    {
        for limit in [1, 2, 3, 7, 8] {
            let (mut told, mut after) = (Vec::new(), String::new());
            loop {
                let page = get(&world, &format!("/jobs?order={order}&limit={limit}{after}")).await;
                assert_eq!(page["total"], 7);
                told.extend(texts(&page["jobs"], "job_id").into_iter().map(str::to_owned));
                match page["next"].as_str() {
                    Some(next) => after = format!("&after={next}"),
                    None => break,
                }
            }
            assert_eq!(told, expected, "{order} {limit}");
        }
        let after_one = get(&world, &format!("/jobs?order={order}&after={}", expected[2])).await;
        assert_eq!(texts(&after_one["jobs"], "job_id"), expected[3..], "an id alone is a place, too");
    }
    assert_eq!(refused(&world, "GET /jobs?after=nobody", &Value::Null).await.0, 400);
    let many = get(&world, "/jobs?limit=100000").await;
    assert_eq!(many["jobs"].as_array().unwrap().len(), 7, "a large limit is the largest one");
}

#[tokio::test]
async fn jobs_are_found_by_kind_account_and_end() {
    let lab = Lab::start();
    let world = lab.new_world(|_| ());
    let first = order(&world, KEY, json!({})).await;
    advance(&world, 30.0).await;
    let second = order(&world, KEY, json!({})).await;
    let film = world.call("cutx", "b", VIDEO, Some(&video(&json!({})))).await.body["jobId"].clone();
    let film = film.as_str().unwrap();
    let account = get(&world, "/accounts/cutx/b").await;
    let account_id = account["account_id"].as_str().unwrap();
    let rows: [(String, &[&str]); 9] = [
        ("kind=ugc_video".into(), &[film]),
        ("kind=static_ad&order=desc".into(), &[&second, &first]),
        ("kind=nothing".into(), &[]),
        ("unfinished=true".into(), &[film, &second]),
        ("unfinished".into(), &[film, &second]),
        ("unfinished=false".into(), &[&first]),
        ("unfinished=true&state=completed".into(), &[]),
        (format!("account_id={account_id}"), &[film]),
        (format!("account_id={account_id}&api_key={KEY}"), &[]),
    ];
    for (query, expected) in rows {
        let told = get(&world, &format!("/jobs?{query}")).await;
        let (mut found, mut expected) = (texts(&told["jobs"], "job_id"), expected.to_vec());
        if !query.contains("order") {
            // Those of one instant are in the order of their keys.
            found.sort_unstable();
            expected.sort_unstable();
        }
        assert_eq!((found, &told["total"]), (expected.clone(), &json!(expected.len())), "{query}");
    }
    assert!(refused(&world, "GET /jobs?unfinished=maybe", &Value::Null).await.1.starts_with("unfinished"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// Pages of any size, in either order, are together the whole list, whoever ordered what and when.
    #[test]
    fn pages_are_together_the_list(orders in prop::collection::vec((0..4_usize, 0..3_u8), 1..25), limit in 1..9_usize) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let direct = contract_tests::direct::Direct::start();
            for (key, pause) in &orders {
                let key = ["a", "b", "c", "d"][*key];
                let body = contract_tests::orders::static_ad(&json!({}));
                direct.call("/cutx/api", key, contract_tests::orders::STATIC_AD, &body).await;
                direct.control("POST /clock/advance", &json!({ "seconds": pause })).await;
            }
            let whole = direct.control("GET /jobs", &Value::Null).await["jobs"].as_array().unwrap().clone();
            assert_eq!(whole.len(), orders.len());
            for order in ["asc", "desc"] {
                let (mut told, mut after) = (Vec::new(), String::new());
                loop {
                    let call = format!("GET /jobs?order={order}&limit={limit}{after}");
                    let page = direct.control(&call, &Value::Null).await;
                    told.extend(page["jobs"].as_array().unwrap().clone());
                    let Some(next) = page["next"].as_str() else { break };
                    after = format!("&after={next}");
                }
                if order == "desc" {
                    told.reverse();
                }
                assert_eq!(told, whole, "{order}");
            }
        });
    }
}

#[tokio::test]
async fn one_job_has_its_whole_history() {
    let lab = Lab::start();
    let world = lab.new_world(|_| ());
    let job = order(&world, KEY, json!({ "prompt": "a lamp" })).await;
    let path = format!("/jobs/cutx/{job}");
    let states = |job: &Value| {
        let history = job["history"].as_array().unwrap().iter();
        history
            .map(|change| (change["state"].clone(), change["at"].clone(), change["planned"].clone()))
            .collect::<Vec<_>>()
    };
    let at = |seconds: &str| json!(format!("2026-01-01T00:00:{seconds}.000Z"));
    let begun = get(&world, &path).await;
    assert_eq!(begun["api_key"], KEY, "one job shows its key");
    assert_eq!((&begun["price"], &begun["paid"], &begun["failure"]), (&json!(3), &json!(3), &Value::Null));
    assert_eq!(begun["results"], json!([]));
    assert!(begun["detail"].to_string().contains("a lamp"), "{begun}");
    let told = states(&begun);
    assert!(told.len() >= 4, "{told:?}");
    assert_eq!(told.last().unwrap(), &(json!("completed"), at("25"), json!(true)));
    assert!(begun["history"][0]["clause"].is_null() && begun["history"][1]["clause"].is_string(), "{begun}");

    advance(&world, 25.0).await;
    world.call("cutx", KEY, &contract_tests::orders::status(&job), None).await;
    let done = get(&world, &path).await;
    let expected: Vec<_> = told.into_iter().map(|(state, at, _)| (state, at, json!(false))).collect();
    assert_eq!(states(&done), expected, "what was planned has happened");
    assert_eq!((&done["state"], &done["exchanges"]), (&json!("completed"), &json!([2, 1])));
    let result = &done["results"][0];
    assert_eq!(result["media_type"], "image/png");
    let file = world.request(reqwest::Method::GET, result["url"].as_str().unwrap()).send().await.unwrap();
    assert_eq!(file.status(), 200);
    assert_eq!(done["entries"].as_array().unwrap().len(), 1);
    assert_eq!(done["entries"][0]["amount"], -3);
    assert_eq!(get(&world, &path).await["exchanges"], json!([3, 2, 1]), "the file is named after the job");
}

#[tokio::test]
async fn a_job_that_failed_tells_its_reason_and_what_was_given_back() {
    let lab = Lab::start();
    let world = lab.new_world(|_| ());
    let job = order(&world, KEY, json!({ "prompt": "[[fail:TOO_DARK]]" })).await;
    advance(&world, 60.0).await;
    let failed = get(&world, &format!("/jobs/cutx/{job}")).await;
    assert_eq!((&failed["price"], &failed["paid"]), (&json!(3), &json!(0)));
    assert_eq!(failed["failure"]["code"], "TOO_DARK");
    let kinds = texts(&failed["entries"], "kind");
    assert_eq!(kinds, ["charge", "refund"]);
    for path in ["/jobs/cutx/nothing", "/jobs/nobody/nothing"] {
        assert_eq!(refused(&world, &format!("GET {path}"), &Value::Null).await.0, 404);
    }
}

#[tokio::test]
async fn an_account_is_named_by_its_id_too() {
    let lab = Lab::start();
    let world = lab.new_world(|_| ());
    let job = order(&world, KEY, json!({})).await;
    let account = get(&world, &format!("/accounts/cutx/{KEY}")).await;
    let by_id = format!("/accounts/cutx/@{}", account["account_id"].as_str().unwrap());
    assert_eq!(get(&world, &by_id).await, account);
    let ledger = get(&world, &format!("{by_id}/ledger?limit=1")).await;
    assert_eq!((&ledger["entries"][0]["kind"], &ledger["next"]), (&json!("grant"), &json!(1)));
    let rest = get(&world, &format!("{by_id}/ledger?limit=1&after=1")).await;
    assert_eq!((&rest["entries"][0]["reference"], &rest["next"]), (&json!(job), &Value::Null));
    assert_eq!(get(&world, &format!("{by_id}/ledger?after=9")).await["entries"], json!([]));
    let changed = made(&world, &format!("PUT {by_id}"), &json!({ "credits": 5 })).await;
    assert_eq!((&changed["credits"], &changed["api_key"]), (&json!(5), &json!(KEY)));
    let unknown = "/accounts/cutx/@00000000-0000-4000-8000-000000000000";
    for call in [
        format!("GET {unknown}"),
        format!("PUT {unknown}"),
        format!("GET {unknown}/ledger"),
        format!("DELETE {unknown}"),
    ] {
        assert_eq!(refused(&world, &call, &json!({})).await.0, 404, "{call}");
    }
    made(&world, &format!("DELETE {by_id}"), &Value::Null).await;
    assert_eq!(get(&world, "/accounts").await["accounts"], json!([]));
    // Every other text is a key.
    assert_eq!(made(&world, "PUT /accounts/cutx/@me", &json!({})).await["api_key"], "@me");
}

#[tokio::test]
async fn the_providers_tell_their_own_words() {
    let lab = Lab::start();
    let world = lab.new_world(|_| ());
    let told = get(&world, "/providers").await;
    assert_eq!(texts(&told["providers"], "provider"), ["animus", "apixo", "cutx", "sumatman"]);
    for provider in told["providers"].as_array().unwrap() {
        let name = provider["provider"].as_str().unwrap();
        assert_eq!(provider["url"], world.handle.url(name));
        let call = &provider["try_it"];
        let tried = format!("{} {}", call["method"].as_str().unwrap(), call["path"].as_str().unwrap());
        let body: Value = serde_json::from_str(call["body"].as_str().unwrap()).unwrap();
        let ordered = world.call(name, KEY, &tried, Some(&body)).await;
        assert!(ordered.status < 300, "{ordered:?}");
        let job = get(&world, &format!("/jobs?provider={name}&limit=1")).await["jobs"][0].clone();
        let kinds: Vec<_> = provider["kinds"].as_array().unwrap().iter().collect();
        assert!(kinds.contains(&&job["kind"]), "{name} {job} {kinds:?}");
        let states = texts(&provider["states"], "state");
        assert!(states.contains(&job["state"].as_str().unwrap()), "{name} {job}");
        for outcome in provider["outcomes"].as_array().unwrap() {
            assert!(["succeed", "fail", "cancel", "expire"].contains(&outcome.as_str().unwrap()));
        }
    }
    assert!(CALLS.iter().any(|call| call.path == "/providers"));
}
