//! `DELETE /{character_id}/dataset/images/{image_id}`: deletes an image of a training set.

use kernel::command::{Command, Decision};
use kernel::context::Context;
use kernel::evidence::ClauseRef;
use kernel::machine::Account;
use mock_http::answer::{Answer, Outcome};
use mock_http::call::Call;
use mock_http::operation::Operation;
use serde::{Deserialize, Serialize};

use crate::clause;
use crate::dataset_images::{self, Changed, ImageId, change};
use crate::state::Animus;

pub(super) const OPERATION: Operation<Animus> =
    Operation::delete("/{character_id}/dataset/images/{image_id}", |call| Box::pin(async { answer(call) }));

/// Deletes an image of a training set.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DeleteImage {
    /// The image.
    pub image: ImageId,
}

impl Command<Animus> for DeleteImage {
    const NAME: &'static str = "delete-image";
    type Reply = Changed;

    fn apply(self, account: &mut Account<Animus>, context: &Context) -> Decision<Changed, Answer> {
        change(account, context.now, &self.image, |images, place| images.remove(place).approved).into()
    }
}

fn answer(call: &mut Call<Animus>) -> Outcome {
    let changed = call.apply(DeleteImage { image: ImageId::in_path(call) })?;
    call.cite([&clause::DATASET_DELETE as ClauseRef, &clause::DATASET_DELETE_APPROVED]);
    Ok(dataset_images::answer(call, "Image deleted", changed))
}
