//! Refusals are told apart by status, independent of their bodies.

use cutx_client::*;

use crate::server::Reply;
use crate::{PRODUCT, PROJECT, scripted};

async fn refused(status: u16, body: &'static str) -> Error {
    let (_server, client) = scripted([Reply::Json(status, body)]).await;
    client.static_ad(&StaticAdRequest::new(PROJECT, PRODUCT)).await.unwrap_err()
}

#[tokio::test]
async fn each_documented_status_has_its_name() {
    for (at, status) in [400, 401, 402, 403, 404].into_iter().enumerate() {
        let error = refused(status, "").await;
        let names = [
            error.is_invalid_input(),
            error.is_unauthenticated(),
            error.is_insufficient_credits(),
            error.is_forbidden(),
            error.is_not_found(),
        ];
        assert_eq!(names, std::array::from_fn(|index| index == at), "{status}");
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
    for body in ["", "[]", r#"{"error": "x"}"#, r#"{"details": {"fieldErrors": "none"}}"#] {
        assert!(refused(400, body).await.field_errors().is_empty(), "{body}");
    }
}
