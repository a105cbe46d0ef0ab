//! A request of a provider as code in the languages that people copy it in.

use maud::{Markup, html};
use serde_json::Value;

use super::call::{copyable, quoted};

/// A request as it can be written in code.
pub(crate) struct CodeRequest<'a> {
    pub(crate) method: &'a str,
    pub(crate) url: String,
    pub(crate) key: &'a str,
    /// The body. Null if there is none.
    pub(crate) body: &'a Value,
}

/// A function that writes a request in a language.
type Writer = fn(&CodeRequest<'_>) -> String;

/// The languages with the functions that write a request in them.
const LANGUAGES: [(&str, Writer); 4] =
    [("curl", curl), ("Python", python), ("JavaScript", javascript), ("Rust", rust)];

/// Returns a request in every language, one of them unfolded.
pub(crate) fn languages(request: &CodeRequest<'_>, group: &str) -> Markup {
    html! {
        div.languages {
            @for (place, (name, write)) in LANGUAGES.iter().enumerate() {
                details name=(group) open[place == 0] { summary { (name) } (copyable(&write(request))) }
            }
        }
    }
}

impl CodeRequest<'_> {
    /// Returns the body as it is sent: a text as it is, and anything else as JSON.
    fn sent(&self) -> Option<String> {
        match self.body {
            Value::Null => None,
            Value::String(text) => Some(text.clone()),
            value => Some(value.to_string()),
        }
    }
}

fn curl(request: &CodeRequest<'_>) -> String {
    let CodeRequest { method, url, key, .. } = request;
    let body = request
        .sent()
        .map(|body| format!(" \\\n  -H 'Content-Type: application/json' \\\n  -d {}", quoted(&body)));
    let (url, authorization) = (quoted(url), quoted(&format!("Authorization: Bearer {key}")));
    format!("curl -s -X {method} {url} \\\n  -H {authorization}{}", body.unwrap_or_default())
}

fn python(request: &CodeRequest<'_>) -> String {
    let CodeRequest { method, url, key, .. } = request;
    let body = request.sent().map(|body| format!("    data={}.encode(),\n", literal(&body)));
    let authorization = literal(&format!("Bearer {key}"));
    format!(
        "import urllib.request\n\nrequest = urllib.request.Request(\n    {},\n    method={},\n    headers={{\"Authorization\": \
         {authorization}, \"Content-Type\": \"application/json\"}},\n{})\nwith urllib.request.urlopen(request) as answer:\n    \
         print(answer.status, answer.read().decode())\n",
        literal(url),
        literal(method),
        body.unwrap_or_default()
    )
}

fn javascript(request: &CodeRequest<'_>) -> String {
    let CodeRequest { method, url, key, .. } = request;
    let body = request.sent().map(|body| format!("  body: {},\n", literal(&body)));
    format!(
        "const answer = await fetch({}, {{\n  method: {},\n  headers: {{ Authorization: {}, \"Content-Type\": \
         \"application/json\" }},\n{}}});\nconsole.log(answer.status, await answer.text());\n",
        literal(url),
        literal(method),
        literal(&format!("Bearer {key}")),
        body.unwrap_or_default()
    )
}

fn rust(request: &CodeRequest<'_>) -> String {
    let CodeRequest { method, url, key, .. } = request;
    let body = request.sent().map(|body| format!("\n    .body({body:?})"));
    format!(
        "let answer = reqwest::Client::new()\n    .request(reqwest::Method::{method}, {url:?})\n    .bearer_auth({key:?})\n    \
         .header(\"content-type\", \"application/json\"){}\n    .send()\n    .await?;\nprintln!(\"{{}} {{}}\", answer.status(), \
         answer.text().await?);\n",
        body.unwrap_or_default()
    )
}

/// Returns a text as JSON, which Python and JavaScript read as the same text.
fn literal(text: &str) -> String {
    Value::from(text).to_string()
}
