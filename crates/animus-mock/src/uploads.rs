//! Uploads of photographs: the two steps that the calls for faces and for bodies share.
//!
//! A photograph takes long to read. So the account is looked at first, the photograph is read outside its lock, and then a command
//! keeps it if there is still room.

use std::sync::Arc;

use bytes::Bytes;
use kernel::blob::Blob;
use kernel::command::{Command, Decision};
use kernel::context::Context;
use kernel::evidence::{ClauseRef, Evidence};
use kernel::machine::Account;
use mock_http::answer::{Answer, Outcome};
use mock_http::call::Call;
use mock_http::provider::Provider as _;
use mock_http::refusal::Problem;
use mock_http::upload::{FilePart, SentFile};
use mock_media::Studio;
use mock_media::photo::Photo as ReadPhoto;
use serde::{Deserialize, Serialize};

use crate::state::Animus;
use crate::state::assets::{Asset, AssetType, Image, MOST_BODIES, MOST_FACES};
use crate::state::characters::Character;
use crate::state::ids::fresh_id;
use crate::state::photos::Photo;
use crate::views::assets::AssetRecord;
use crate::{characters, clause, refusals};

/// The part of the form with the photograph.
pub(crate) const FILE: FilePart = FilePart { name: "file", clause: &clause::UPLOAD_FILE };

/// The smallest width and height of a face image, in pixels.
const SMALLEST_FACE: u32 = 512;

/// Keeps an uploaded photograph that is good enough.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct UploadPhoto {
    /// The id of the character.
    pub character_id: String,
    /// The subject of the image.
    pub kind: AssetType,
    /// The file name in the upload.
    pub filename: String,
    /// The width and the height, in pixels.
    pub size: (u32, u32),
    /// The photograph.
    pub photo: Photo,
}

impl Command<Animus> for UploadPhoto {
    const NAME: &'static str = "upload-photo";
    type Reply = AssetRecord;

    fn apply(self, account: &mut Account<Animus>, context: &Context) -> Decision<AssetRecord, Answer> {
        Decision::by(|evidence| self.keep(account, context, evidence))
    }
}

impl UploadPhoto {
    /// Refuses if there is no room for the photograph any more.
    fn keep(
        self,
        account: &mut Account<Animus>,
        context: &Context,
        evidence: &mut Evidence,
    ) -> Result<AssetRecord, Answer> {
        let Self { character_id, kind, filename, size, photo } = self;
        check_room(characters::find(account, &character_id)?, kind)?;
        let account_id = account.id.clone();
        let (_, mut stream) = account.draw();
        let character = characters::find_mut(account, &character_id)?;
        let is_again = character.assets.iter().any(|asset| asset.is_file(&photo.file));
        let id = fresh_id("asset", 12, &mut stream, |id| character.asset(id).is_some());
        let subject = if kind == AssetType::Face { "face" } else { "body" };
        let caption =
            format!("A photograph of {}'s {subject}, {} x {} pixels", character.name, size.0, size.1);
        let asset = Asset {
            id: id.into(),
            kind,
            filename,
            caption: caption.into(),
            size,
            created_at: context.now,
            image: Image::Uploaded(photo),
        };
        let record = AssetRecord::of(&context.origin, &account_id, character, &asset);
        character.assets.push(asset);
        character.updated_at = context.now;
        let again = is_again.then_some(&clause::UPLOAD_TWICE as ClauseRef);
        let late = character.photos_are_late().then_some(&clause::CHARACTER_PHOTOS_LATER as ClauseRef);
        evidence.extend(again.into_iter().chain(late));
        Ok(record)
    }
}

/// Refuses an image if the character has no room for another one of its kind. Faces that are being made take room, too.
fn check_room(character: &Character, kind: AssetType) -> Result<(), Answer> {
    match kind {
        AssetType::Face if character.faces_to_be() >= MOST_FACES => Err(refusals::FACES_FULL.answer()),
        AssetType::Face => Ok(()),
        _ if character.bodies() >= MOST_BODIES => Err(refusals::BODIES_FULL.answer()),
        _ => Ok(()),
    }
}

/// Reads a photograph on other threads than those that answer calls.
async fn read(studio: &Studio, bytes: Bytes) -> Result<(ReadPhoto, Blob), Answer> {
    let read = studio.read(bytes.clone()).await.ok_or_else(|| Animus::refuse(Problem::Internal))?;
    let (photo, digest) = read.map_err(|error| refusals::unusable(&error))?;
    Ok((photo, Blob::with_digest(bytes, digest)))
}

/// The answer to an upload.
#[derive(Serialize)]
struct Uploaded {
    /// Always `true`.
    success: bool,
    /// A sentence about the upload.
    message: &'static str,
    /// The id of the new asset.
    asset_id: String,
    /// The URL of the stored file.
    storj_url: String,
    /// The URL to view the image.
    view_url: String,
    /// The file name in the upload.
    filename: String,
    /// A sentence about its content.
    caption: Arc<str>,
    /// The status of the caption: always `completed`.
    caption_status: &'static str,
}

/// Uploads a photograph for the character in the path. It is read only if there is room for it, and kept only if the room is still
/// free then.
pub(crate) async fn upload(
    call: &mut Call<Animus>,
    kind: AssetType,
    SentFile { name, bytes }: SentFile,
    answered: ClauseRef,
) -> Outcome {
    let character_id = call.parameter("character_id").to_owned();
    call.look(|account, _| check_room(characters::find(account, &character_id)?, kind))?;
    let studio = call.tools().clone();
    let (read, file) = read(&studio, bytes).await?;
    let size = (read.width, read.height);
    if kind == AssetType::Face {
        if size.0.min(size.1) < SMALLEST_FACE {
            return Err(refusals::too_small(size, SMALLEST_FACE));
        }
        if !read.sharpness.is_sharp() {
            return Err(refusals::not_sharp());
        }
    }
    let filename = name.unwrap_or_else(|| format!("image.{}", read.format.extension()));
    let photo = Photo { format: read.format, file, thumbnail: (&read.thumbnail).into() };
    let record = call.apply(UploadPhoto { character_id, kind, filename, size, photo })?;
    call.cite([answered, &clause::UPLOAD_CAPTION, &clause::ERROR_SUCCESS_WORDS]);
    let AssetRecord { asset_id, storj_url, view_url, filename, caption, caption_status, .. } = record;
    let message = match kind {
        AssetType::Face => "Face image uploaded successfully",
        _ => "Body image uploaded successfully",
    };
    Ok(Answer::ok(&Uploaded {
        success: true,
        message,
        asset_id,
        storj_url,
        view_url,
        filename,
        caption,
        caption_status,
    }))
}
