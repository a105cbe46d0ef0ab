//! An OpenAPI document as the judge of traffic: a provider's, or the control API's own.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::header::CONTENT_TYPE;
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use http_body_util::BodyExt;
use jsonschema::{Draft, Validator};
use kernel::json;
use serde_json::Value;

use crate::{contract, providers, workspace};

/// One operation of a document.
struct Operation {
    method: String,
    path: String,
    request: Option<Validator>,
    /// `true` if the request may have no body.
    optional: bool,
    /// The names of the query's parameters.
    parameters: Vec<String>,
    /// The answers, by status.
    answers: HashMap<u16, Content>,
    /// `true` if every other status from 400 on is a refusal.
    refuses: bool,
    /// `true` if a script prescribes the answer.
    is_scripted: bool,
}

/// The content of an answer.
enum Content {
    /// JSON with this schema.
    Json(Box<Validator>),
    /// No content.
    Nothing,
    /// Something else.
    Other,
}

/// A judge that compares exchanges with one document.
pub struct Judge {
    operations: Vec<Operation>,
    refusal: Validator,
}

/// A request with its answer.
pub struct Exchange<'a> {
    /// The method.
    pub method: &'a str,
    /// The path below the base, without the query.
    pub path: &'a str,
    /// The query, if there is one.
    pub query: Option<&'a str>,
    /// The request's body.
    pub request: &'a [u8],
    /// The answer's status.
    pub status: u16,
    /// The answer's body.
    pub answer: &'a [u8],
}

impl Judge {
    /// Creates a judge from a document.
    ///
    /// # Panics
    /// Panics if the document is not sound.
    pub fn new(document: &Value) -> Self {
        let mut operations = Vec::new();
        for (path, methods) in document["paths"].as_object().expect("a document has paths") {
            let methods = methods.as_object().expect("a path has operations");
            for (method, operation) in methods.iter().filter(|(name, _)| *name != "parameters") {
                operations.push(Operation::new(document, path, method, operation));
            }
        }
        Self { operations, refusal: validator(document, "/components/schemas/Refusal") }
    }

    /// Returns `true` if the document allows a body for a call, or says nothing about its body. The method is in
    /// lowercase, and the path is as the document has it.
    pub fn allows(&self, method: &str, path: &str, body: &[u8]) -> bool {
        let mut operations = self.operations.iter();
        let operation = operations.find(|operation| operation.path == path && operation.method == method);
        let schema = operation.and_then(|operation| operation.request.as_ref());
        schema.is_none_or(|schema| serde_json::from_slice(body).is_ok_and(|body| schema.is_valid(&body)))
    }

    /// Returns `true` if the document has the status of an exchange for its call.
    pub fn knows(&self, exchange: &Exchange<'_>) -> bool {
        let method = exchange.method.to_lowercase();
        let mut here = self.operations.iter().filter(|operation| operation.is_at(exchange.path));
        here.any(|operation| operation.method == method && operation.answers.contains_key(&exchange.status))
    }

    /// Checks an exchange. The error names the first deviation from the document.
    pub fn judge(&self, exchange: &Exchange<'_>) -> Result<(), String> {
        let Exchange { method, path, status, .. } = *exchange;
        let label = |problem: String| format!("{method} {path} -> {status}: {problem}");
        if method == "HEAD" {
            return Ok(());
        }
        let json = || {
            let answer = serde_json::from_slice::<Value>(exchange.answer);
            answer.map_err(|error| label(format!("the answer is not JSON: {error}")))
        };
        let method_name = method.to_lowercase();
        // A literal path is preferred to one with parameters.
        let mut here: Vec<_> = self.operations.iter().filter(|operation| operation.is_at(path)).collect();
        here.sort_by_key(|operation| operation.path.contains('{'));
        let known_path = !here.is_empty();
        let operation = here.into_iter().find(|operation| operation.method == method_name);
        let Some(operation) = operation else {
            let expected = if known_path { 405 } else { 404 };
            if ![expected, 403].contains(&status) {
                return Err(label(format!("outside the operations, expected {expected}")));
            }
            return complaints(&self.refusal, &json()?).map_err(label);
        };
        match operation.answers.get(&status) {
            Some(Content::Json(schema)) => {
                complaints(schema, &json()?).map_err(|problem| label(format!("answer: {problem}")))?;
            }
            Some(Content::Nothing) if exchange.answer.is_empty() => {}
            Some(Content::Nothing) => return Err(label("the answer has a body".to_owned())),
            Some(Content::Other) => {}
            None if operation.is_scripted => {}
            None if operation.refuses && status >= 400 => {
                return complaints(&self.refusal, &json()?).map_err(label);
            }
            None => return Err(label("the document has no such status".to_owned())),
        }
        if status >= 300 {
            return Ok(());
        }
        operation.judge_request(exchange).map_err(|problem| label(format!("request: {problem}")))
    }
}

impl Operation {
    /// Returns `true` if a path belongs to this operation. A parameter stands for any text that is not empty.
    fn is_at(&self, path: &str) -> bool {
        let (own, given): (Vec<_>, Vec<_>) = (self.path.split('/').collect(), path.split('/').collect());
        let fits = |(own, given): (&&str, &&str)| own == given || (own.starts_with('{') && !given.is_empty());
        own.len() == given.len() && own.iter().zip(&given).all(fits)
    }

    fn judge_request(&self, exchange: &Exchange<'_>) -> Result<(), String> {
        let query = exchange.query.unwrap_or_default().as_bytes();
        for (name, _) in url::form_urlencoded::parse(query) {
            // Providers ignore what they do not know; their answer names it.
            if self.refuses && !self.is_scripted && !self.parameters.iter().any(|known| **known == *name) {
                return Err(format!("the document has no parameter {name}"));
            }
        }
        match &self.request {
            Some(_) if self.optional && exchange.request.is_empty() => Ok(()),
            Some(schema) => complaints(schema, &json::read(exchange.request).unwrap_or_default()),
            None => Ok(()),
        }
    }

    fn new(document: &Value, path: &str, method: &str, operation: &Value) -> Self {
        let at = format!("/paths/{}/{method}", path.replace('~', "~0").replace('/', "~1"));
        let schema = |pointer: &str| {
            let pointer = resolve(document, pointer);
            let pointer = format!("{pointer}/content/application~1json/schema");
            document.pointer(&pointer).is_some().then(|| validator(document, &pointer))
        };
        let content = |pointer: &str| match schema(pointer) {
            Some(schema) => Content::Json(Box::new(schema)),
            None => match document.pointer(&resolve(document, pointer)) {
                Some(answer) if answer.get("content").is_some() => Content::Other,
                _ => Content::Nothing,
            },
        };
        let statuses = operation["responses"].as_object().expect("an operation has responses");
        let answers = statuses
            .keys()
            .filter_map(|status| Some((status.parse().ok()?, content(&format!("{at}/responses/{status}")))));
        let default = statuses.contains_key("default").then(|| content(&format!("{at}/responses/default")));
        let is_scripted = matches!(default, Some(Content::Nothing));
        let parameters = [&operation["parameters"], &document["paths"][path]["parameters"]];
        let parameters = parameters.into_iter().filter_map(Value::as_array).flatten().map(|parameter| {
            let reference = parameter["$ref"].as_str().map(|reference| reference.trim_start_matches('#'));
            reference.and_then(|reference| document.pointer(reference)).unwrap_or(parameter)
        });
        let queried = parameters.filter(|parameter| parameter["in"] == "query");
        Self {
            method: method.to_owned(),
            path: path.to_owned(),
            optional: operation["requestBody"]["required"] == false
                || reference_is_optional(document, operation),
            parameters: queried
                .filter_map(|parameter| parameter["name"].as_str().map(str::to_owned))
                .collect(),
            answers: answers.collect(),
            refuses: default.is_some(),
            is_scripted,
            request: operation.get("requestBody").and_then(|_| schema(&format!("{at}/requestBody"))),
        }
    }
}

/// Returns `true` if the request body that an operation refers to may be missing.
fn reference_is_optional(document: &Value, operation: &Value) -> bool {
    let reference =
        operation["requestBody"]["$ref"].as_str().map(|reference| reference.trim_start_matches('#'));
    reference.and_then(|reference| document.pointer(reference)).is_some_and(|body| body["required"] == false)
}

/// Follows references, and returns the pointer at the end.
fn resolve(document: &Value, pointer: &str) -> String {
    match document.pointer(pointer).and_then(|value| value["$ref"].as_str()) {
        Some(reference) => resolve(document, reference.trim_start_matches('#')),
        None => pointer.to_owned(),
    }
}

fn validator(document: &Value, pointer: &str) -> Validator {
    let mut schema = document.clone();
    // A reference is a URI, in which the braces of path parameters must be escaped.
    schema["$ref"] = format!("#{pointer}").replace('{', "%7B").replace('}', "%7D").into();
    let options = jsonschema::options().with_draft(Draft::Draft202012).should_validate_formats(true);
    options.build(&schema).unwrap_or_else(|error| panic!("{pointer}: {error}"))
}

fn complaints(validator: &Validator, value: &Value) -> Result<(), String> {
    let complaints: Vec<_> = validator.iter_errors(value).map(|error| format!("{error}")).collect();
    if complaints.is_empty() { Ok(()) } else { Err(format!("{} in {value}", complaints.join("; "))) }
}

/// The deviations from the documents in all traffic so far.
#[derive(Clone, Default)]
pub struct Findings(Arc<Mutex<Vec<String>>>);

impl Findings {
    /// Takes and returns the deviations so far.
    pub fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn add(&self, finding: String) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(finding);
    }
}

/// The base path and the judge of every provider and of the control API. They are created once, as reading a document takes longer
/// than most tests.
static JUDGES: LazyLock<Vec<(String, Judge)>> = LazyLock::new(|| {
    let documents = providers().map(|provider| contract(provider).openapi);
    documents.chain([control_document()]).map(|document| judge(&document)).collect()
});

/// Returns the document of the control API.
///
/// # Panics
/// Panics if the document cannot be read.
pub fn control_document() -> Value {
    let text = std::fs::read_to_string(workspace().join("fixtures/backlot/openapi.yaml"));
    yaml_serde::from_str(&text.expect("the document of the control API")).expect("a document in YAML")
}

/// Adds a layer that judges all traffic of a sandbox by the documents of all providers and of the control API.
pub fn judged(app: Router, findings: &Findings) -> Router {
    let findings = findings.clone();
    app.layer(from_fn(move |request: Request, next: Next| {
        let findings = findings.clone();
        async move { judge_one(&JUDGES, &findings, request, next).await }
    }))
}

fn judge(document: &Value) -> (String, Judge) {
    let base = document["servers"][0]["url"].as_str().expect("a document names its base").to_owned();
    (base, Judge::new(document))
}

async fn judge_one(
    judges: &[(String, Judge)],
    findings: &Findings,
    request: Request,
    next: Next,
) -> Response {
    let target = judges.iter().find_map(|(base, judge)| {
        let path = request.uri().path();
        let path = match path.strip_prefix("/w/") {
            Some(rest) => &rest[rest.find('/')?..],
            None => path,
        };
        Some((judge, path.strip_prefix(base.as_str())?.to_owned()))
    });
    // A browser's preflight request is no call, and the console's pages are none.
    let is_preflight = request.headers().contains_key("access-control-request-method");
    let is_call = |(_, path): &(&Judge, String)| !is_preflight && !path.starts_with("/ui");
    let Some((judge, path)) = target.filter(is_call) else { return next.run(request).await };
    let (method, query) = (request.method().to_string(), request.uri().query().map(str::to_owned));
    let (parts, body) = request.into_parts();
    let Ok(request) = body.collect().await else {
        // The sender has gone away, so no answer is needed.
        return Response::default();
    };
    let request = request.to_bytes();
    let response = next.run(Request::from_parts(parts, Body::from(request.clone()))).await;
    let was_struck = response.headers().contains_key("backlot-fault");
    if was_struck && !response.headers().contains_key("backlot-clauses") {
        // An answer that a fault made up is not the provider's.
        return response;
    }
    if response.headers().get(CONTENT_TYPE).is_some_and(|kind| kind == "text/event-stream") {
        return response;
    }
    let (parts, body) = response.into_parts();
    let answer = body.collect().await.expect("answers are in memory").to_bytes();
    let status = parts.status.as_u16();
    let query = query.as_deref();
    let exchange =
        Exchange { method: &method, path: &path, query, request: &request, status, answer: &answer };
    if was_struck && !judge.knows(&exchange) {
        // The fault refused the call in the provider's words, but the document has no such refusal.
        return Response::from_parts(parts, Body::from(answer));
    }
    if let Err(finding) = judge.judge(&exchange) {
        findings.add(finding);
    }
    Response::from_parts(parts, Body::from(answer))
}
