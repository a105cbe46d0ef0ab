//! `POST /{character_id}/upload/face-image`: uploads a photograph of the face (`animus-facts.md`, 4).

use mock_http::answer::Outcome;
use mock_http::call::Call;
use mock_http::operation::Operation;

use crate::clause;
use crate::state::Animus;
use crate::state::assets::AssetType;
use crate::uploads::{FILE, upload};

pub(super) const OPERATION: Operation<Animus> =
    Operation::post("/{character_id}/upload/face-image", |call| Box::pin(answer(call)));

async fn answer(call: &mut Call<Animus>) -> Outcome {
    let ((), file) = call.upload(FILE, |_| Some(())).await?;
    upload(call, AssetType::Face, file, &clause::UPLOAD_FACE).await
}
