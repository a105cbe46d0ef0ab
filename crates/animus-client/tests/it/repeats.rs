//! A purchase is made once: the calls that are repeated, and the answers after which they are.

use std::sync::Arc;
use std::time::Duration;

use animus_client::*;
use client_core::clock::VirtualClock;

use crate::server::{Reply, Server};
use crate::{CHARACTER, SUBMITTED, client};

fn doubtful() -> [Reply; 5] {
    [
        Reply::HangUp,
        Reply::CutOff(200, "{"),
        Reply::Json(500, r#"{"error": "internal_error", "message": "No"}"#),
        Reply::Json(503, ""),
        Reply::With(503, "retry-after: 1", ""),
    ]
}

/// Makes a call that is answered with this reply, and any repeat with success. Returns the number of requests, and the end
/// of the call.
async fn outcome<T>(reply: Reply, call: impl AsyncFnOnce(&AnimusClient) -> Result<T>) -> (usize, Result<T>) {
    let server = Server::start([reply, Reply::Json(200, "{}")]).await;
    let result = call(&client(&server, &Arc::<VirtualClock>::default())).await;
    (server.requests().len(), result)
}

/// Checks that these calls are made once in doubt, and again after a proof that the first try had no effect.
macro_rules! never_repeated {
    ($($call:expr),+ $(,)?) => {$(
        for reply in doubtful() {
            let (requests, result) = outcome(reply, $call).await;
            let error = result.map(drop).unwrap_err();
            assert_eq!((requests, error.may_have_been_sent()), (1, true), "{error}");
            assert!(error.to_string().ends_with("; the request may have taken effect"), "{error}");
        }
        let (requests, _) = outcome(Reply::With(429, "retry-after: 1", ""), $call).await;
        assert_eq!(requests, 2, "a limit that was passed is waited out");
        for status in [400, 401, 402, 403, 404, 409, 422] {
            let (requests, result) = outcome(Reply::Json(status, "{}"), $call).await;
            assert_eq!((requests, result.map(drop).unwrap_err().may_have_been_sent()), (1, false), "{status}");
        }
    )+};
}

/// Checks that these calls are made again after passing failures.
macro_rules! repeated {
    ($($call:expr),+ $(,)?) => {$(
        for reply in doubtful() {
            assert_eq!(outcome(reply, $call).await.0, 2);
        }
    )+};
}

#[tokio::test]
async fn no_purchase_is_made_again_in_doubt() {
    let photo = Upload::bytes("face.jpg", "jpeg");
    never_repeated!(
        async |client| client.create(&CreateRequest::new("One")).await,
        async |client| client.create_batch(&BatchRequest::new([BatchPrompt::new("One")])).await,
        async |client| client.create_character(&CharacterRequest::new("Ada")).await,
        async |client| client.upload_face(CHARACTER, &photo).await,
        async |client| client.upload_body(CHARACTER, &photo, None).await,
        async |client| client
            .auto_generate_faces(CHARACTER, &AutoFacesRequest::new("https://example.com"))
            .await,
        async |client| client.generate_dataset(CHARACTER, &DatasetRequest::new()).await,
        async |client| {
            client.regenerate_dataset_image(CHARACTER, "img_1", &RegenerateRequest::new()).await
        },
        async |client| client.approve_dataset(CHARACTER).await,
        async |client| client.start_face_training(CHARACTER).await,
        async |client| client.start_body_training(CHARACTER).await,
        async |client| client.cancel_training(CHARACTER, "train_1").await,
    );
}

#[tokio::test]
async fn a_deletion_is_not_made_again_in_doubt_or_its_success_would_look_like_a_failure() {
    never_repeated!(
        async |client| client.delete_generation("gen_1").await,
        async |client| client.delete_group("grp_1").await,
        async |client| client.delete_character(CHARACTER).await,
        async |client| client.delete_dataset_image(CHARACTER, "img_1").await,
    );
}

#[tokio::test]
async fn reads_and_what_is_the_same_twice_are_repeated_through_passing_trouble() {
    let options = PageOptions::default();
    repeated!(
        async |client| client.generation("gen_1").poll().await,
        async |client| client.list_groups(options, None).await,
        async |client| client.get_group("grp_1", options).await,
        async |client| client.capabilities(CHARACTER).await,
        async |client| client.list_characters(options).await,
        async |client| client.get_character(CHARACTER).await,
        async |client| client.assets(CHARACTER, None).await,
        async |client| client.upload_job("job_1").poll().await,
        async |client| client.dataset(CHARACTER).poll().await,
        async |client| client.dataset_images(CHARACTER, ImageFilter::Unset).await,
        async |client| client.training_status(CHARACTER).await,
        async |client| client.training_jobs(CHARACTER).await,
        async |client| client.training_job(CHARACTER, "train_1").poll().await,
        async |client| client.training_logs(CHARACTER, "train_1", None).await,
        async |client| client.complete_training_status(CHARACTER).await,
        async |client| client.update_character(CHARACTER, &CharacterChanges::new()).await,
        async |client| client.set_dataset_image_approval(CHARACTER, "img_1", Verdict::Approve).await,
    );
}

#[tokio::test]
async fn a_submission_times_out_in_doubt() {
    let server = Server::start([Reply::Silence, Reply::Json(200, SUBMITTED)]).await;
    let builder = AnimusClient::builder(&server.url).token("key-1");
    let builder = builder.try_timeout(Duration::from_millis(50));
    let error = builder.build().unwrap().create(&CreateRequest::new("One")).await.unwrap_err();
    assert_eq!((error.kind(), error.may_have_been_sent()), (ErrorKind::Timeout, true));
    assert_eq!(server.requests().len(), 1);
}
