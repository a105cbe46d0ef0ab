//! Assets as answers show them.

use std::sync::Arc;

use serde::Serialize;

use crate::formats::instant;
use crate::results::characters::path;
use crate::state::assets::Asset;
use crate::state::characters::Character;

/// An asset in an answer.
#[derive(Debug, Serialize)]
pub struct AssetRecord {
    /// The id of the asset.
    pub asset_id: String,
    /// The id of the character.
    pub character_id: String,
    /// The type of the asset.
    pub asset_type: &'static str,
    /// The file name in the upload; for a face that was made, its id with the ending `.png`.
    pub filename: String,
    /// The URL of the stored file.
    pub storj_url: String,
    /// The URL to view the image.
    pub view_url: String,
    /// A sentence about its content; for a face that was made, its prompt.
    pub caption: Arc<str>,
    /// The status of the caption: always `completed`.
    pub caption_status: &'static str,
    /// The width, in pixels.
    pub width: u32,
    /// The height, in pixels.
    pub height: u32,
    /// The instant of its arrival.
    pub created_at: String,
}

impl AssetRecord {
    /// Describes an asset of a character.
    pub fn of(origin: &str, account_id: &str, character: &Character, asset: &Asset) -> Self {
        let url = format!("{origin}{}", path(account_id, &character.id, &asset.file()));
        Self {
            asset_id: asset.id.to_string(),
            character_id: character.id.to_string(),
            asset_type: asset.kind.name(),
            filename: asset.filename.clone(),
            storj_url: url.clone(),
            view_url: url,
            caption: asset.caption.clone(),
            caption_status: "completed",
            width: asset.size.0,
            height: asset.size.1,
            created_at: instant(asset.created_at),
        }
    }
}
