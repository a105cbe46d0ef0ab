//! `POST /{character_id}/upload/body-image`: uploads a photograph of the body (`animus-facts.md`, 4).

use kernel::form::{Fields, one_of};
use mock_http::answer::Outcome;
use mock_http::call::Call;
use mock_http::operation::Operation;

use crate::clause;
use crate::state::Animus;
use crate::state::assets::AssetType;
use crate::uploads::{FILE, upload};

pub(super) const OPERATION: Operation<Animus> =
    Operation::post("/{character_id}/upload/body-image", |call| Box::pin(answer(call)));

struct Request {
    /// The subject of the image.
    image_type: AssetType,
}

impl Request {
    fn read(fields: &mut Fields<'_>) -> Self {
        if fields.has("image_type") {
            fields.cite(&clause::UPLOAD_IMAGE_TYPE);
        } else {
            fields.cite(&clause::UPLOAD_IMAGE_TYPE_DEFAULT);
        }
        let rule = one_of(AssetType::BODIES);
        let image_type = fields.checked("image_type", &clause::UPLOAD_IMAGE_TYPE_UNKNOWN, rule);
        Self { image_type: image_type.unwrap_or(AssetType::Body) }
    }
}

async fn answer(call: &mut Call<Animus>) -> Outcome {
    let (Request { image_type }, file) = call.upload(FILE, |fields| Some(Request::read(fields))).await?;
    upload(call, image_type, file, &clause::UPLOAD_BODY).await
}
