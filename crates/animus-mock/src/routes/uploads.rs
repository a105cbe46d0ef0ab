//! The calls that upload photographs, and the list of them.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::routing::{get, post};
use bytes::Bytes;
use mock_core::clause::{Citations, ClauseRef};
use mock_core::http::{Answer, Caller, Query, SentFile, Upload as Sent};
use mock_core::provider::Provider as _;
use mock_core::refusal::Problem;
use mock_media::{Photo, Rendering, Studio};

use super::{answer, step};
use crate::state::Animus;
use crate::state::uploads::{self, AssetType, SMALLEST_FACE, Upload};
use crate::wire::{AssetBody, AssetsBody, AssetsQuery, BodyImage, FaceImage, Uploaded};
use crate::{clause, refusals};

/// Returns the routes below a character's `upload`, and the one of its assets.
pub(super) fn routes(studio: Arc<Studio>) -> Router {
    Router::new()
        .route("/{character_id}/upload/face-image", post(face))
        .route("/{character_id}/upload/body-image", post(body))
        .route("/{character_id}/assets", get(assets))
        .with_state(studio)
}

/// Reads a photograph on other threads than those that answer calls.
async fn read(studio: &Studio, bytes: Bytes, cited: &Citations) -> Result<(Photo, Rendering), Answer> {
    let read = studio.read(bytes).await.ok_or_else(|| Animus::refuse(Problem::Internal))?;
    read.map_err(|error| refusals::unusable(&error, cited))
}

async fn face(
    caller: Caller<Animus>,
    State(studio): State<Arc<Studio>>,
    Path(id): Path<String>,
    sent: Sent<Animus, FaceImage>,
) -> Result<Answer, Answer> {
    keep(&caller, &studio, &id, AssetType::Face, sent.file, sent.cited).await
}

async fn body(
    caller: Caller<Animus>,
    State(studio): State<Arc<Studio>>,
    Path(id): Path<String>,
    sent: Sent<Animus, BodyImage>,
) -> Result<Answer, Answer> {
    keep(&caller, &studio, &id, sent.form.image_type, sent.file, sent.cited).await
}

/// Keeps a photograph if it is good enough. The photograph is read only if there is room for it, and kept only if the room is
/// still free then.
async fn keep(
    caller: &Caller<Animus>,
    studio: &Studio,
    id: &str,
    kind: AssetType,
    file: SentFile,
    cited: Citations,
) -> Result<Answer, Answer> {
    step(caller, |account, _| uploads::check_room(account.extra.cast.find(id)?, kind))?;
    let (photo, served) = read(studio, file.bytes, &cited).await?;
    let size = (photo.width, photo.height);
    if kind == AssetType::Face {
        if size.0.min(size.1) < SMALLEST_FACE {
            return Err(refusals::too_small(size, SMALLEST_FACE));
        }
        if !photo.sharpness.is_sharp() {
            return Err(refusals::not_sharp());
        }
    }
    let filename = file.name.unwrap_or_else(|| format!("image.{}", photo.format.extension()));
    let (format, thumbnail) = (photo.format, Arc::new(photo.thumbnail));
    let upload = Upload { kind, filename, format, size, file: served.clone(), thumbnail };
    let origin = caller.visit.url("");
    let (body, is_again, late) = step(caller, |account, now| {
        let account_id = account.id.clone();
        let is_again = account.extra.cast.find(id)?.assets.iter().any(|asset| asset.is_file(&served));
        let (character, asset) = uploads::add(account, now, id, upload)?;
        Ok((Uploaded::of(&origin, &account_id, character, asset), is_again, character.photos_are_late()))
    })?;
    let by_kind: &[ClauseRef] = match kind {
        AssetType::Face => &[
            &clause::UPLOAD_FACE,
            &clause::UPLOAD_FACE_SIZE_EXACT,
            &clause::UPLOAD_FACE_SIZE,
            &clause::UPLOAD_FACE_SHARPNESS,
        ],
        _ => &[&clause::UPLOAD_BODY, &clause::UPLOAD_BODY_SIZE],
    };
    let of_call: [ClauseRef; 6] = [
        &clause::UPLOAD_VIEW,
        &clause::UPLOAD_CONTENT,
        &clause::UPLOAD_CAPTION,
        &clause::UPLOAD_ASSET_ID,
        &clause::UPLOAD_FREE,
        &clause::ERROR_SUCCESS_WORDS,
    ];
    let again = is_again.then_some(&clause::UPLOAD_TWICE as ClauseRef);
    let late = late.then_some(&clause::CHARACTER_PHOTOS_LATER as ClauseRef);
    Ok(answer(caller, &body, cited, by_kind.iter().copied()).citing(of_call).citing(again).citing(late))
}

async fn assets(
    caller: Caller<Animus>,
    Path(id): Path<String>,
    query: Query<Animus, AssetsQuery>,
) -> Result<Answer, Answer> {
    let (origin, filter) = (caller.visit.url(""), query.form.asset_type);
    let (body, made) = step(&caller, |account, _| {
        let character = account.extra.cast.find(&id)?;
        let listed = character.assets.iter();
        let listed =
            listed.filter(|asset| filter.as_deref().is_none_or(|filter| asset.kind.is_named(filter)));
        let assets: Vec<_> =
            listed.map(|asset| AssetBody::of(&origin, &account.id, character, asset)).collect();
        let made = character.series.iter().next().is_some();
        Ok((AssetsBody { total: assets.len(), assets }, made))
    })?;
    let of_call: [ClauseRef; 4] =
        [&clause::ASSET_LIST, &clause::ASSET_FIELDS, &clause::ASSET_TYPES, &clause::ASSET_ORDER];
    let made = made.then_some(&clause::FACES_ASSETS as ClauseRef);
    Ok(answer(&caller, &body, query.cited, of_call).citing(made))
}
