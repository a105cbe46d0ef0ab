//! The files of characters: photographs in the form of their upload, pictures that were made, and LoRAs.
//!
//! They lie below their character, so that the deletion of a character leaves no file behind.

use std::sync::Arc;

use bytes::Bytes;
use kernel::evidence::{ClauseRef, Evidence};
use mock_media::{Artwork, Picture, PictureFormat, Rendering, View};

use super::cards;
use crate::clause;
use crate::state::assets::{Asset, Image};
use crate::state::characters::{Character, LoraStatus};
use crate::state::dataset::DatasetImage;
use crate::state::drawings::{Portrait, Source};
use crate::state::photos::Photo;
use crate::state::series::PIXELS;
use crate::state::training::{Part, STEPS};

/// Returns the path of a character's file, within a world.
pub fn path(account_id: &str, character_id: &str, file: &str) -> String {
    format!("/media/animus/{account_id}/{character_id}/{file}")
}

/// Returns the file name of a LoRA.
pub fn lora(part: Part) -> String {
    format!("{}.safetensors", part.job_type())
}

/// A file of a character.
pub enum CharacterFile {
    /// A photograph in the form of its upload.
    Photo(Photo),
    /// A picture that is drawn.
    Portrait(Portrait),
    /// A LoRA of the character with this id.
    Lora(Arc<str>, Part),
}

/// Finds a file of a character, with the clauses that shape it.
pub fn find(character: &Character, name: &str) -> Option<(CharacterFile, Evidence)> {
    let file = pictured(character, name).or_else(|| {
        let mut parts = [Part::Face, Part::Body].into_iter().filter(|part| lora(*part) == name);
        let part = parts.find(|part| character.lora(*part).status == LoraStatus::Completed)?;
        Some(CharacterFile::Lora(character.id.clone(), part))
    })?;
    let clauses: &[ClauseRef] = match &file {
        CharacterFile::Photo(_) => &[&clause::ASSET_FILE, &clause::UPLOAD_VIEW],
        CharacterFile::Portrait(_) => &[&clause::DATASET_IMAGE_DRAWN],
        CharacterFile::Lora(..) => &[&clause::CAPABILITIES_WORDS],
    };
    Some((file, clauses.iter().copied().collect()))
}

/// Returns one of a character's pictures as the source of another picture.
pub fn source(character: &Character, name: &str) -> Option<Source> {
    match pictured(character, name)? {
        CharacterFile::Photo(photo) => Some(Source::Photo(photo.thumbnail)),
        CharacterFile::Portrait(portrait) => Some(Source::Portrait(portrait)),
        CharacterFile::Lora(..) => None,
    }
}

/// Finds a photograph or a drawn picture of a character.
fn pictured(character: &Character, name: &str) -> Option<CharacterFile> {
    let asset = character.assets.iter().find(|asset| asset.file() == name);
    if let Some(Asset { id, image, .. }) = asset {
        return Some(match image {
            Image::Uploaded(photo) => CharacterFile::Photo(photo.clone()),
            Image::Drawn(seed) => CharacterFile::Portrait(portrait(character, View::Face, *seed, id)),
        });
    }
    let image = character.dataset.images.iter().find(|image| image.file() == name)?;
    let DatasetImage { id, view, seed, .. } = image;
    Some(CharacterFile::Portrait(portrait(character, *view, *seed, id)))
}

fn portrait(character: &Character, view: View, seed: u64, id: &Arc<str>) -> Portrait {
    Portrait { id: id.clone(), view, look: character.look, seed }
}

/// Returns the picture of a character.
pub fn artwork(portrait: &Portrait) -> Artwork {
    let (card, (width, height)) = (cards::of_portrait(portrait), PIXELS);
    Picture { card, width, height, format: PictureFormat::Png }.into()
}

/// Returns the file of a photograph.
pub fn rendering(Photo { format, file, .. }: &Photo) -> Rendering {
    Rendering::with_digest(file.bytes().clone(), format.content_type(), file.digest())
}

/// Returns a file in the format of LoRAs, with a header about its content and without any weights.
pub fn safetensors(character_id: &str, part: Part) -> Rendering {
    let about = serde_json::json!({
        "__metadata__": { "character_id": character_id, "lora": part.job_type(), "steps": STEPS.to_string() }
    });
    let header = about.to_string();
    let length = (header.len() as u64).to_le_bytes();
    let bytes = Bytes::from([&length[..], header.as_bytes()].concat());
    Rendering::of(bytes, "application/octet-stream")
}
