//! Refusals are told apart by their status, their words, and the call that was refused.

use animus_client::AnimusRefusal::*;
use animus_client::*;

use crate::server::Reply;
use crate::{CHARACTER, scripted};

/// The refusal of a generation.
async fn refused(status: u16, body: &'static str) -> AnimusError {
    let (_server, client) = scripted((0..4).map(|_| Reply::Json(status, body))).await;
    client.create(&CreateRequest::new("In the rain")).await.unwrap_err()
}

async fn payment(body: &'static str) -> Payment {
    match refused(402, body).await.refusal() {
        Some(PaymentRequired(payment)) => payment.clone(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn each_status_has_its_kind_with_and_without_words() {
    let table = [
        (400, InvalidRequest),
        (401, Unauthorized),
        (403, Forbidden),
        (404, NotFound),
        (422, InvalidRequest),
        (429, RateLimited),
        (500, ServerError),
        (503, ServerError),
        (418, Other),
        (303, Other),
    ];
    for (status, kind) in table {
        for body in ["", "<html>", "[]", r#"{"message": "No"}"#] {
            assert_eq!(refused(status, body).await.refusal(), Some(&kind), "{status} {body}");
        }
    }
    for body in ["{", "{}", "7"] {
        let error = refused(200, body).await;
        assert_eq!((error.kind(), error.refusal()), (ErrorKind::Decode, None));
    }
}

#[tokio::test]
async fn the_words_are_kept_as_they_came() {
    let error =
        refused(404, r#"{"error": "not_found", "message": "No such character", "character_id": "char_77"}"#)
            .await;
    assert_eq!((error.code(), error.message()), (Some("not_found"), Some("No such character")));
    assert_eq!(error.to_string(), "POST /generation/create: 404 Not Found: No such character");
    // The answer of a gateway.
    let error = refused(401, r#"{"message": "Invalid authentication credentials"}"#).await;
    assert_eq!((error.code(), error.message()), (None, Some("Invalid authentication credentials")));
}

#[tokio::test]
async fn a_402_tells_credits_from_subscriptions() {
    let short = payment(
        r#"{"error": "insufficient_credits", "message": "You need 4", "required_credits": 4, "current_balance": 1.5,
            "character_id": "char_77"}"#,
    )
    .await;
    assert_eq!((short.reason, short.missing_credits()), (PaymentReason::InsufficientCredits, Some(2.5)));
    assert_eq!((short.required_credits, short.current_balance), (Some(4.0), Some(1.5)));
    assert_eq!(
        (short.error.as_deref(), short.message.as_deref()),
        (Some("insufficient_credits"), Some("You need 4"))
    );
    assert_eq!(short.character_id.as_deref(), Some(CHARACTER));
    let subscription =
        payment(r#"{"error": "subscription_required", "message": "Subscribe", "character_id": "char_77"}"#)
            .await;
    assert_eq!(
        (subscription.reason, subscription.missing_credits()),
        (PaymentReason::SubscriptionRequired, None)
    );
    assert_eq!(
        (subscription.character_id.as_deref(), subscription.required_credits),
        (Some(CHARACTER), None)
    );

    let table = [
        (r#"{"required_credits": "25", "current_balance": 0}"#, PaymentReason::InsufficientCredits),
        (
            r#"{"error": "Payment Required", "message": "Not enough credits"}"#,
            PaymentReason::InsufficientCredits,
        ),
        (
            r#"{"error": "no", "message": "No subscription to this character"}"#,
            PaymentReason::SubscriptionRequired,
        ),
        (r#"{"message": "Your plan does not include this"}"#, PaymentReason::SubscriptionRequired),
        (
            r#"{"error": "subscription_required", "required_credits": 4, "current_balance": 96}"#,
            PaymentReason::SubscriptionRequired,
        ),
        (
            r#"{"error": "subscription_required", "required_credits": 4, "current_balance": 1}"#,
            PaymentReason::SubscriptionRequired,
        ),
        (
            r#"{"message": "Your plan has run out", "required_credits": 4, "current_balance": 1}"#,
            PaymentReason::InsufficientCredits,
        ),
        (r#"{"error": "no", "message": "No"}"#, PaymentReason::Unclear),
        ("<html>", PaymentReason::Unclear),
        ("", PaymentReason::Unclear),
    ];
    for (body, reason) in table {
        assert_eq!(payment(body).await.reason, reason, "{body}");
    }
    assert!(!refused(402, "{}").await.may_have_been_sent(), "a refusal has bought nothing");
}

#[tokio::test]
async fn a_409_means_what_its_call_makes_of_it() {
    let conflict = || (0..6).map(|_| Reply::Json(409, r#"{"error": "conflict", "message": "Not now"}"#));
    let (server, client) = scripted(conflict()).await;
    let batch = BatchRequest::new([BatchPrompt::new("One")]);
    let refusals = [
        client.delete_group("grp_1").await.unwrap_err(),
        client.create(&CreateRequest::new("In the rain")).await.unwrap_err(),
        client.create_batch(&batch).await.unwrap_err(),
        client.approve_dataset(CHARACTER).await.unwrap_err(),
        client.start_face_training(CHARACTER).await.unwrap_err(),
        client.delete_generation("gen_1").await.unwrap_err(),
    ];
    let kinds = refusals.map(|error| error.refusal().unwrap().clone());
    assert_eq!(
        kinds,
        [GenerationsActive, CharacterNotReady, CharacterNotReady, StepNotReady, StepNotReady, StepNotReady]
    );
    assert_eq!(server.requests().len(), 6, "none is repeated by itself");
}

#[tokio::test]
async fn what_is_wrong_with_a_request_is_told_in_either_form() {
    let problem = |at: Option<&str>, message: &str| (at.map(str::to_owned), message.to_owned());
    let table = [
        (
            r#"{"detail": "The face is blurred"}"#,
            vec![problem(None, "The face is blurred")],
            Some("The face is blurred"),
        ),
        (
            r#"{"detail": [{"loc": ["body", "prompts", 0], "msg": "Field required", "type": "missing"}, {"msg": "Odd"}, "Plain", 7]}"#,
            vec![
                problem(Some("body.prompts.0"), "Field required"),
                problem(None, "Odd"),
                problem(None, "Plain"),
            ],
            Some("body.prompts.0: Field required; Odd; Plain"),
        ),
        (r#"{"message": "Both", "detail": "Of them"}"#, vec![problem(None, "Of them")], Some("Both")),
        (r#"{"detail": {"msg": "One"}}"#, vec![problem(None, "One")], Some("One")),
        (r#"{"detail": []}"#, vec![], None),
        ("<html>", vec![], None),
    ];
    for (body, problems, message) in table {
        for status in [400, 422] {
            let error = refused(status, body).await;
            let told: Vec<_> =
                error.problems().into_iter().map(|problem| (problem.at, problem.message)).collect();
            assert_eq!((told, error.message()), (problems.clone(), message), "{status} {body}");
        }
    }
}
