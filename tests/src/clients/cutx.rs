//! The typed calls of `cutx-client` for the requests of clauses.

use contract::Call;
use cutx_client::{
    CopyRequest, CutxClient, CutxError, IngestRequest, ProjectRequest, StaticAdRequest, VideoRequest,
};
use serde_json::Value;

use super::print;

pub(super) async fn typed_call(server: &str, key: &str, call: &Call) -> String {
    let client = super::unhurried(CutxClient::builder(server).token(key.to_owned())).build();
    let client = client.expect("a sound base URL");
    let body = Body(call.body.clone().unwrap_or_default());
    let (method, target) = call.target();
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let (project, product) = (body.id("projectId"), body.id("productId"));
    match (method, path) {
        ("POST", "/generate/copy") => {
            let word = |name| body.text(name).unwrap_or("universal").to_owned();
            let (platform, format, tone) = (word("platform"), word("format"), word("tone"));
            let mut request = CopyRequest::new(project, product, platform, format, tone);
            request = body.with("customInstructions", request, CopyRequest::with_custom_instructions);
            request = body.with("idempotencyKey", request, CopyRequest::with_idempotency_key);
            with_fields(client.copy(&request).await)
        }
        ("POST", "/generate/static-ad") => {
            let mut request = StaticAdRequest::new(project, product);
            request = body.with("style", request, StaticAdRequest::with_style);
            request = body.with("aspectRatio", request, StaticAdRequest::with_aspect_ratio);
            request = body.with("prompt", request, StaticAdRequest::with_prompt);
            request = body.with("idempotencyKey", request, StaticAdRequest::with_idempotency_key);
            with_fields(client.static_ad(&request).await)
        }
        ("POST", "/generate/video") => {
            let script = body.text("script").unwrap_or("Something to say.");
            let mut request = VideoRequest::new(project, product, script);
            request = body.with("avatarUrl", request, VideoRequest::with_avatar_url);
            request = body.with("voiceId", request, VideoRequest::with_voice_id);
            request = body.with("aspectRatio", request, VideoRequest::with_aspect_ratio);
            request = body.with("idempotencyKey", request, VideoRequest::with_idempotency_key);
            with_fields(client.video(&request).await)
        }
        ("GET", "/generate/status") => {
            let job = query.strip_prefix("jobId=").unwrap_or_default();
            print(client.job(job).poll().await)
        }
        ("GET", "/products") => {
            let pairs: Vec<_> = query.split('&').filter_map(|pair| pair.split_once('=')).collect();
            let value = |name: &str| pairs.iter().find(|(known, _)| *known == name).map(|(_, value)| *value);
            let limit = value("limit").and_then(|limit| limit.parse().ok());
            match value("projectId") {
                Some(project) => with_fields(client.products(project, limit).await),
                None => with_fields(client.projects(limit).await),
            }
        }
        ("POST", "/products") => {
            let mut request = ProjectRequest::new(body.text("name").unwrap_or("A name"));
            request = body.with("description", request, ProjectRequest::with_description);
            with_fields(client.create_project(&request).await)
        }
        ("POST", "/products/ingest") => {
            let page = body.text("url").unwrap_or("https://shop.example/thing");
            with_fields(client.ingest(&IngestRequest::new(project, page)).await)
        }
        // This call stands for any other request, such as one with a wrong method or path.
        _ => print(client.balance().await),
    }
}

/// Prints the result, and the client's view of the refused fields.
fn with_fields<T: std::fmt::Debug>(result: Result<T, CutxError>) -> String {
    let fields = result.as_ref().err().map(CutxError::field_errors).unwrap_or_default();
    let printed = print(result);
    if fields.is_empty() { printed } else { format!("{printed} fields: {fields:?}") }
}

struct Body(Value);

impl Body {
    fn text(&self, name: &str) -> Option<&str> {
        self.0[name].as_str()
    }

    fn id(&self, name: &str) -> &str {
        self.text(name).unwrap_or("00000000-0000-0000-0000-000000000000")
    }

    fn with<R>(&self, name: &str, request: R, option: impl FnOnce(R, String) -> R) -> R {
        match self.text(name) {
            Some(value) => option(request, value.to_owned()),
            None => request,
        }
    }
}
