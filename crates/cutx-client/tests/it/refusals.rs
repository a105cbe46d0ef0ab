//! Refusals are told apart by status, independent of their bodies.

use cutx_client::*;

use crate::server::Reply;
use crate::{PRODUCT, PROJECT, scripted};

async fn refused(status: u16, body: &'static str) -> CutxError {
    let (_server, client) = scripted([Reply::Json(status, body)]).await;
    client.static_ad(&StaticAdRequest::new(PROJECT, PRODUCT)).await.unwrap_err()
}

#[tokio::test]
async fn each_documented_status_has_its_name() {
    let table = [
        (400, CutxRefusal::InvalidInput),
        (401, CutxRefusal::Unauthenticated),
        (402, CutxRefusal::InsufficientCredits),
        (403, CutxRefusal::Forbidden),
        (404, CutxRefusal::NotFound),
        (418, CutxRefusal::Other),
    ];
    for (status, refusal) in table {
        let error = refused(status, "").await;
        assert_eq!(error.refusal(), Some(&refusal), "{status}");
        assert_eq!((error.kind(), error.may_have_been_sent()), (ErrorKind::Api, false));
    }
}

#[tokio::test]
async fn the_providers_words_are_kept() {
    let error = refused(403, r#"{"error": "Forbidden", "message": "Account suspended"}"#).await;
    assert_eq!((error.code(), error.message()), (Some("Forbidden"), Some("Account suspended")));
    let error = refused(402, r#"{"error": "Insufficient credits"}"#).await;
    assert_eq!((error.code(), error.message()), (Some("Insufficient credits"), Some("Insufficient credits")));
    assert_eq!(error.to_string(), "POST /generate/static-ad: 402 Payment Required: Insufficient credits");
}

#[tokio::test]
async fn field_errors_are_found_where_they_are_sent() {
    let body = r#"{"error": "Invalid input", "details": {"formErrors": [], "fieldErrors": {
        "prompt": ["Too short"], "style": ["Unknown", "Odd"]}}}"#;
    let fields = refused(400, body).await.field_errors();
    let fields: Vec<_> =
        fields.iter().map(|(field, problems)| (field.as_str(), problems.join("; "))).collect();
    assert_eq!(fields, [("prompt", "Too short".to_owned()), ("style", "Unknown; Odd".to_owned())]);
    let many: Vec<_> = (0..80).map(|at| format!(r#""field{at}": ["{}"]"#, "x".repeat(100))).collect();
    let body = format!(r#"{{"details": {{"fieldErrors": {{{}}}}}}}"#, many.join(", "));
    assert_eq!(refused(400, body.leak()).await.field_errors().len(), 80, "none is cut off");
    for body in ["", "[]", r#"{"error": "x"}"#, r#"{"details": {"fieldErrors": "none"}}"#] {
        assert!(refused(400, body).await.field_errors().is_empty(), "{body}");
    }
}
