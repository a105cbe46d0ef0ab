//! The list of calls, and the document that is written by hand.

use std::collections::BTreeSet;

use backlot::control_api::{self, CALLS, Call};
use contract_tests::lab::{Lab, answer};
use contract_tests::openapi::control_document;
use serde_json::{Value, json};

use super::{get, refused};

/// Returns the names of a call's fields, as its reader lists them beside a field that it does not know.
fn fields<C: Call>() -> BTreeSet<String> {
    let unread =
        serde_json::from_value::<C>(json!({ "?": null })).err().expect("an unknown field").to_string();
    unread.split('`').skip(3).step_by(2).map(str::to_owned).collect()
}

macro_rules! fields_of_calls {
    ($($call:ident)*) => {
        fn fields_of_calls() -> Vec<(&'static str, BTreeSet<String>)> {
            vec![$((stringify!($call), fields::<control_api::$call>())),*]
        }
    };
}

control_api::for_each_call!(fields_of_calls);

fn follow<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    let reference = value["$ref"].as_str().map(|reference| reference.trim_start_matches('#'));
    reference.map_or(value, |reference| document.pointer(reference).expect("a component"))
}

/// The names that the document has for the parameters of a call, and for the fields of its body.
fn documented(document: &Value, path: &str, method: &str) -> BTreeSet<String> {
    let operation = &document["paths"][path][method];
    let parameters = [&operation["parameters"], &document["paths"][path]["parameters"]];
    let parameters = parameters.into_iter().filter_map(Value::as_array).flatten();
    let mut names: BTreeSet<_> = parameters
        .map(|parameter| follow(document, parameter)["name"].as_str().unwrap().to_owned())
        .collect();
    let body = follow(document, &operation["requestBody"]);
    let mut schemas = vec![&body["content"]["application/json"]["schema"]];
    while let Some(schema) = schemas.pop() {
        let schema = follow(document, schema);
        for of in ["oneOf", "anyOf"] {
            schemas.extend(schema[of].as_array().into_iter().flatten());
        }
        names.extend(schema["properties"].as_object().into_iter().flatten().map(|(name, _)| name.clone()));
    }
    names
}

#[test]
fn the_list_and_the_document_have_the_same_calls_with_the_same_fields() {
    let document = control_document();
    let listed: BTreeSet<_> =
        CALLS.iter().map(|call| (call.path.to_owned(), call.method.as_str().to_lowercase())).collect();
    let paths = document["paths"].as_object().unwrap();
    let written: BTreeSet<_> = paths
        .iter()
        .flat_map(|(path, methods)| {
            methods.as_object().unwrap().keys().map(move |name| (path.clone(), name.clone()))
        })
        .filter(|(_, name)| name != "parameters")
        .collect();
    assert_eq!(listed, written);
    assert_eq!(CALLS.len(), listed.len(), "no call is there twice");
    for (call, (name, fields)) in CALLS.iter().zip(fields_of_calls()) {
        assert_eq!(call.name, name);
        let method = call.method.as_str().to_lowercase();
        assert_eq!(fields, documented(&document, call.path, &method), "{} {}", call.method, call.path);
        let in_path: Vec<_> = call.path_parameters().collect();
        assert!(in_path.iter().all(|name| fields.contains(*name)), "{}", call.path);
    }
}

#[tokio::test]
async fn every_call_is_there_and_refuses_a_field_that_it_does_not_know() {
    let lab = Lab::start();
    let world = lab.world();
    for call in CALLS {
        let path = call.path.replace("{provider}", "cutx").replace("{seq}", "1");
        let path = path.replace(['{', '}'], "");
        if call.name == "ReceiveWebhook" {
            continue;
        }
        let (path, body) = if call.has_body() {
            (path, json!({ "colour": "red" }))
        } else {
            (format!("{path}?colour=red"), Value::Null)
        };
        let (status, message) = refused(&world, &format!("{} {path}", call.method), &body).await;
        assert!(
            status == 400 && message.starts_with("colour: is not known here"),
            "{path}: {status} {message}"
        );
        assert!(call.path_parameters().all(|name| !message.contains(name)), "{message}");
    }
}

#[tokio::test]
async fn the_document_is_served_with_the_words_of_the_list() {
    let lab = Lab::start();
    let world = lab.new_world(|_| ());
    let document = get(&world, "/openapi.json").await;
    assert_eq!(document["servers"][0]["url"], format!("{}/_backlot", world.handle.url("")));
    assert_eq!(document["openapi"], "3.1.0");
    for call in CALLS {
        let operation = &document["paths"][call.path][call.method.as_str().to_lowercase()];
        assert_eq!(operation["summary"], call.summary);
        assert!(call.summary.ends_with('.') && operation["responses"].is_object(), "{}", call.path);
    }
}

#[tokio::test]
async fn the_harness_and_http_are_one() {
    let lab = Lab::start();
    let world = lab.new_world(|_| ());
    super::order(&world, super::KEY, json!({})).await;
    let rows = [
        (json!(world.handle.call(control_api::ListAccounts {}).await.unwrap()), "/accounts"),
        (json!(world.handle.call(control_api::JobFilter::default()).await.unwrap()), "/jobs"),
        (json!(world.handle.call(control_api::ShowBill {}).await.unwrap()), "/bill"),
        (json!(world.handle.call(control_api::ListProviders {}).await.unwrap()), "/providers"),
        (json!(world.handle.call(control_api::ShowAgenda { limit: None }).await.unwrap()), "/agenda"),
        (json!(world.handle.call(control_api::ListClauses::default()).await.unwrap()), "/clauses"),
        (json!(world.handle.call(control_api::ShowExchange { seq: 1 }).await.unwrap()), "/journal/1"),
    ];
    for (reply, path) in rows {
        let told = get(&world, path).await;
        // A masked key that is read and written again is masked like every other text.
        assert_eq!(unmasked(&reply), unmasked(&told), "{path}");
    }
    let refusal = world.handle.call(control_api::ShowExchange { seq: 9 }).await.unwrap_err();
    assert_eq!((&*refusal.error, &*refusal.message), ("not_found", "seq: the journal has no exchange 9"));
}

fn unmasked(value: &Value) -> Value {
    serde_json::from_str(&value.to_string().replace("sk-0***", "***")).unwrap()
}

#[tokio::test]
async fn browsers_are_sent_from_the_top_of_a_world_to_its_console() {
    let lab = Lab::start();
    let world = lab.new_world(|_| ());
    let http =
        reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().build().unwrap();
    let ask = async |url: String, accept: &str| http.get(url).header("accept", accept).send().await.unwrap();
    let page = "text/html,application/xhtml+xml,*/*;q=0.8";
    for (url, console) in [
        (lab.url() + "/", "/_backlot/ui/".to_owned()),
        (
            world.handle.url("") + "/",
            format!("{}/_backlot/ui/", world.handle.url("").replace(&lab.url(), "")),
        ),
        (world.handle.url(""), format!("{}/_backlot/ui/", world.handle.url("").replace(&lab.url(), ""))),
    ] {
        let sent = ask(url.clone(), page).await;
        assert_eq!(
            (sent.status().as_u16(), sent.headers()["location"].as_bytes()),
            (302, console.as_bytes()),
            "{url}"
        );
        let told = answer(ask(url, "application/json").await).await;
        assert_eq!((told.status, &told.body["error"]), (404, &json!("not_found")));
    }
}
