//! `PUT /{character_id}/dataset/images/{image_id}/approval`: approves an image or rejects it.

use kernel::command::{Command, Decision};
use kernel::context::Context;
use kernel::evidence::ClauseRef;
use kernel::form::{Fields, boolean};
use kernel::machine::Account;
use mock_http::answer::{Answer, Outcome};
use mock_http::call::Call;
use mock_http::operation::Operation;
use serde::{Deserialize, Serialize};

use crate::clause;
use crate::dataset_images::{self, Changed, ImageId, change};
use crate::state::Animus;

pub(super) const OPERATION: Operation<Animus> =
    Operation::put("/{character_id}/dataset/images/{image_id}/approval", |call| Box::pin(answer(call)));

struct Request {
    /// `true` if the image may be trained on.
    approved: bool,
}

impl Request {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let approved = fields.required("approved", &clause::DATASET_APPROVAL_NEEDED, boolean);
        Some(Self { approved: approved? })
    }
}

/// Approves an image or rejects it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ReviewImage {
    /// The image.
    pub image: ImageId,
    /// `true` if the image may be trained on.
    pub approved: bool,
}

impl Command<Animus> for ReviewImage {
    const NAME: &'static str = "review-image";
    type Reply = Changed;

    fn apply(self, account: &mut Account<Animus>, context: &Context) -> Decision<Changed, Answer> {
        let Self { image, approved } = self;
        let changed = change(account, context.now, &image, |images, place| {
            images[place].approved = approved;
            approved
        });
        changed.into()
    }
}

async fn answer(call: &mut Call<Animus>) -> Outcome {
    let Request { approved } = call.json(Request::read).await?;
    let changed = call.apply(ReviewImage { image: ImageId::in_path(call), approved })?;
    call.cite_where([
        (true, &clause::DATASET_APPROVAL as ClauseRef),
        (true, &clause::DATASET_APPROVAL_FIELDS),
        (!approved && changed.was_approved, &clause::DATASET_APPROVAL_REJECTED),
    ]);
    let message = if approved { "Image approved" } else { "Image rejected" };
    Ok(dataset_images::answer(call, message, changed))
}
