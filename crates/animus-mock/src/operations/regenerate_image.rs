//! `POST /{character_id}/dataset/images/{image_id}/regenerate`: makes an image again.

use kernel::command::{Command, Decision};
use kernel::context::Context;
use kernel::evidence::ClauseRef;
use kernel::form::{Fields, integer, text};
use kernel::machine::Account;
use mock_http::answer::{Answer, Outcome};
use mock_http::call::Call;
use mock_http::operation::Operation;
use serde::{Deserialize, Serialize};

use crate::clause;
use crate::dataset_images::{self, Changed, ImageId, change};
use crate::fields::optional;
use crate::state::Animus;
use crate::state::series::Prompt;

pub(super) const OPERATION: Operation<Animus> =
    Operation::post("/{character_id}/dataset/images/{image_id}/regenerate", |call| Box::pin(answer(call)));

#[derive(Default)]
struct Request {
    /// The new prompt; without one, the image keeps its prompt.
    prompt: Option<String>,
    /// The new seed; without one, it is drawn.
    seed: Option<u64>,
}

impl Request {
    fn read(fields: &mut Fields<'_>) -> Self {
        let prompt = optional(fields, "prompt", &clause::DATASET_REGENERATE, text(1..=usize::MAX));
        let seed = optional(fields, "seed", &clause::DATASET_REGENERATE_REVIEW, integer(0..=i64::MAX));
        Self { prompt, seed: seed.map(i64::cast_unsigned) }
    }
}

/// Makes an image again from the given seed or a new one, and with another prompt if there is one. The image loses its
/// approval.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RegenerateImage {
    /// The image.
    pub image: ImageId,
    /// The new prompt.
    pub prompt: Option<Prompt>,
    /// The new seed.
    pub seed: Option<u64>,
}

impl Command<Animus> for RegenerateImage {
    const NAME: &'static str = "regenerate-image";
    type Reply = Changed;

    fn apply(self, account: &mut Account<Animus>, context: &Context) -> Decision<Changed, Answer> {
        let Self { image, prompt, seed } = self;
        let (_, mut stream) = account.draw();
        let changed = change(account, context.now, &image, |images, place| {
            let image = &mut images[place];
            if let Some(Prompt { text, view, .. }) = prompt {
                (image.prompt, image.view) = (text, view);
            }
            image.seed = seed.unwrap_or_else(|| stream.seed());
            image.approved = false;
            image.remade += 1;
            image.approved
        });
        changed.into()
    }
}

async fn answer(call: &mut Call<Animus>) -> Outcome {
    let request = call.optional_json(|fields| Some(Request::read(fields))).await?;
    let is_alone = request.is_none();
    let Request { prompt, seed } = request.unwrap_or_default();
    let (image, prompt) = (ImageId::in_path(call), prompt.map(Prompt::from));
    let changed = call.apply(RegenerateImage { image, prompt, seed })?;
    call.cite_where([
        (true, &clause::DATASET_REGENERATE as ClauseRef),
        (true, &clause::DATASET_REGENERATE_REVIEW),
        (is_alone, &clause::DATASET_REGENERATE_ALONE),
    ]);
    Ok(dataset_images::answer(call, "Image regenerated", changed))
}
