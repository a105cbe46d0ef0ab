//! The files of characters: photographs in the form of their upload, pictures that were made, and LoRAs.
//!
//! They lie below their character, so that the deletion of a character leaves no file behind.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Method};
use axum::response::Response;
use axum::routing::any;
use bytes::Bytes;
use mock_core::clause::ClauseRef;
use mock_core::http::{Visit, cite, no_file, under_policy};
use mock_media::{Artwork, Card, Figure, Picture, PictureFormat, Rendering, Source, Studio, View, respond};

use crate::clause;
use crate::state::Animus;
use crate::state::characters::{Character, LoraStatus};
use crate::state::series::PIXELS;
use crate::state::training::{Part, STEPS};
use crate::state::uploads::Image;

/// Returns the routes of the files of all characters of all accounts.
pub(super) fn routes(studio: Arc<Studio>) -> Router {
    Router::new().route("/{account}/{character}/{file}", any(serve)).with_state(studio)
}

/// Returns the path of a character's file, within a world.
pub fn path(account_id: &str, character_id: &str, file: &str) -> String {
    format!("/media/animus/{account_id}/{character_id}/{file}")
}

/// Returns the file name of a LoRA.
pub fn lora(part: Part) -> String {
    format!("{}.safetensors", part.job_type())
}

async fn serve(
    visit: Visit,
    Path((account_id, character_id, name)): Path<(String, String, String)>,
    State(studio): State<Arc<Studio>>,
    method: Method,
    headers: HeaderMap,
) -> Response {
    let found = visit.look::<Animus, _>(&account_id, |account, _| {
        account.extra.cast.get(&character_id).and_then(|character| find(character, &name))
    });
    let (response, clauses): (_, &[ClauseRef]) = match found {
        None => return no_file([]),
        Some(Found::File(file)) => {
            (respond(&file, &method, &headers), &[&clause::ASSET_FILE, &clause::UPLOAD_VIEW])
        }
        Some(Found::Drawn(artwork)) => {
            (studio.respond(artwork, &method, &headers).await, &[&clause::DATASET_IMAGE_DRAWN])
        }
        Some(Found::Lora(file)) => (respond(&file, &method, &headers), &[&clause::CAPABILITIES_WORDS]),
    };
    let response = cite(response.map(Body::from), &clauses.iter().copied().collect());
    under_policy(response, POLICY)
}

/// The content security policy of these files: since some of them come from callers, a browser may only show them.
const POLICY: &str = "default-src 'none'; sandbox";

/// A file of a character.
enum Found {
    /// A photograph in the form of its upload.
    File(Rendering),
    /// A picture that is drawn.
    Drawn(Artwork),
    /// A LoRA.
    Lora(Rendering),
}

fn find(character: &Character, name: &str) -> Option<Found> {
    if let Some(asset) = character.assets.iter().find(|asset| asset.file() == name) {
        return Some(match &asset.image {
            Image::File { file, .. } => Found::File(file.clone()),
            Image::Drawn(seed) => Found::Drawn(drawn(character, View::Face, *seed, &asset.id)),
        });
    }
    if let Some(image) = character.dataset.images.iter().find(|image| image.file() == name) {
        return Some(Found::Drawn(drawn(character, image.view, image.seed, &image.id)));
    }
    let parts = [Part::Face, Part::Body].into_iter();
    let part = parts
        .filter(|part| lora(*part) == name)
        .find(|part| character.lora(*part).status == LoraStatus::Completed)?;
    Some(Found::Lora(Rendering::of(safetensors(character, part), "application/octet-stream")))
}

/// Returns one of a character's pictures as the source of another picture.
pub(super) fn source(character: &Character, name: &str) -> Option<Source> {
    if let Some(asset) = character.assets.iter().find(|asset| asset.file() == name) {
        return Some(match &asset.image {
            Image::File { thumbnail, .. } => Source::Photo(thumbnail.clone()),
            Image::Drawn(seed) => Source::Card(Box::new(card(character, View::Face, *seed, &asset.id))),
        });
    }
    let image = character.dataset.images.iter().find(|image| image.file() == name)?;
    let card = card(character, image.view, image.seed, &image.id);
    Some(Source::Card(Box::new(card)))
}

/// Returns the drawing of the character, without letters, like a photograph.
fn card(character: &Character, view: View, seed: u64, id: &str) -> Card {
    let figure = Figure { view, look: character.look };
    Card::new("Animus", "photograph", id, seed).figure(figure).bare()
}

fn drawn(character: &Character, view: View, seed: u64, id: &str) -> Artwork {
    let (card, (width, height)) = (card(character, view, seed, id), PIXELS);
    Picture { card, width, height, format: PictureFormat::Png }.into()
}

/// Returns a file in the format of LoRAs, with a header about its content and without any weights.
fn safetensors(character: &Character, part: Part) -> Bytes {
    let about = serde_json::json!({
        "__metadata__": { "character_id": &*character.id, "lora": part.job_type(), "steps": STEPS.to_string() }
    });
    let header = about.to_string();
    let length = (header.len() as u64).to_le_bytes();
    [&length[..], header.as_bytes()].concat().into()
}
