//! `GET /{character_id}/dataset/images`: the images of a training set.

use std::sync::Arc;

use kernel::evidence::ClauseRef;
use kernel::form::{Fields, boolean_text};
use mock_http::answer::{Answer, Outcome};
use mock_http::call::Call;
use mock_http::operation::Operation;
use serde::Serialize;

use crate::characters::{find, next_change};
use crate::clause;
use crate::formats::instant;
use crate::results::characters::path;
use crate::state::Animus;
use crate::state::characters::Character;
use crate::state::dataset::DatasetImage;

pub(super) const OPERATION: Operation<Animus> =
    Operation::get("/{character_id}/dataset/images", |call| Box::pin(async { answer(call) }));

struct Request {
    /// `true` if only approved images are listed.
    approved_only: Option<bool>,
}

impl Request {
    fn read(fields: &mut Fields<'_>) -> Self {
        let approved_only = fields.checked("approved_only", &clause::DATASET_APPROVED_ONLY, |value| {
            Ok((matches!(value.as_str(), Some("true" | "false")), boolean_text(value)))
        });
        let approved_only = match approved_only {
            None => None,
            Some((as_printed, Ok(approved_only))) => {
                if approved_only {
                    fields.cite(&clause::DATASET_APPROVED_ONLY);
                }
                if !as_printed {
                    fields.cite(&clause::DATASET_APPROVED_ONLY_SPELLING);
                }
                Some(approved_only)
            }
            Some((_, Err(fault))) => {
                fields.refuse("approved_only", fault, &clause::DATASET_APPROVED_ONLY_SPELLING);
                None
            }
        };
        Self { approved_only }
    }
}

/// The answer to the call.
#[derive(Serialize)]
struct ImageList {
    /// The id of the character.
    character_id: String,
    /// The images.
    images: Vec<ListedImage>,
    /// The number of listed images.
    total: usize,
    /// The number of approved images.
    approved_count: usize,
    /// The status of the training set.
    dataset_status: &'static str,
}

/// An image of a training set.
#[derive(Serialize)]
struct ListedImage {
    /// The id of the image.
    image_id: String,
    /// The name of its file.
    filename: String,
    /// The prompt of the image.
    prompt: Arc<str>,
    /// The seed that it is drawn from.
    seed: u64,
    /// `true` if the image may be trained on.
    approved: bool,
    /// `true` if the image was made again.
    regenerated: bool,
    /// The instant of its arrival.
    created_at: String,
    /// The URL of the image.
    view_url: String,
}

impl ListedImage {
    fn of(origin: &str, account_id: &str, character: &Character, image: &DatasetImage) -> Self {
        let filename = image.file();
        Self {
            image_id: image.id.to_string(),
            prompt: image.prompt.clone(),
            seed: image.seed,
            approved: image.approved,
            regenerated: image.remade > 0,
            created_at: instant(image.created_at),
            view_url: format!("{origin}{}", path(account_id, &character.id, &filename)),
            filename,
        }
    }
}

fn answer(call: &mut Call<Animus>) -> Outcome {
    let Request { approved_only } = call.query(|fields| Some(Request::read(fields)))?;
    let origin = call.origin();
    let (body, next_change) = call.look(|account, _| {
        let character = find(account, call.parameter("character_id"))?;
        let dataset = &character.dataset;
        let listed = dataset.images.iter().filter(|image| image.approved || approved_only != Some(true));
        let images: Vec<_> =
            listed.map(|image| ListedImage::of(&origin, &account.id, character, image)).collect();
        let body = ImageList {
            character_id: character.id.to_string(),
            total: images.len(),
            images,
            approved_count: dataset.approved(),
            dataset_status: dataset.status.name(),
        };
        Ok::<_, Answer>((body, next_change(account, character)))
    })?;
    call.skip_to(next_change);
    let has_unapproved = body.approved_count < body.total;
    call.cite_where([
        (true, &clause::DATASET_IMAGES as ClauseRef),
        (approved_only.is_none() && has_unapproved, &clause::DATASET_IMAGES_DEFAULT),
        (body.total > 1, &clause::DATASET_IMAGES_ORDER),
        (body.images.iter().any(|image| image.regenerated), &clause::DATASET_REGENERATE_REVIEW),
    ]);
    Ok(Answer::ok(&body))
}
