//! The requests and answers on uploads and assets (`animus-facts.md`, 3.6 and 4).

use std::sync::Arc;

use mock_core::clause::ClauseRef;
use mock_core::fields::{Fields, Form, one_of, text};
use mock_core::http::FileForm;
use serde::Serialize;

use super::instant;
use crate::state::characters::Character;
use crate::state::uploads::{Asset, AssetType};
use crate::{clause, media};

/// The form of `POST /{character_id}/upload/face-image`, which has only the file.
pub struct FaceImage;

impl Form for FaceImage {
    fn read(_fields: &mut Fields<'_>) -> Option<Self> {
        Some(Self)
    }
}

impl FileForm for FaceImage {
    const FILE: &'static str = "file";
    const CLAUSE: ClauseRef = &clause::UPLOAD_FILE;
}

/// The form of `POST /{character_id}/upload/body-image`.
pub struct BodyImage {
    /// The subject of the image.
    pub image_type: AssetType,
}

impl Form for BodyImage {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        if fields.has("image_type") {
            fields.cite(&clause::UPLOAD_IMAGE_TYPE);
        } else {
            fields.cite(&clause::UPLOAD_IMAGE_TYPE_DEFAULT);
        }
        let rule = one_of(AssetType::BODIES);
        let image_type = fields.optional("image_type", &clause::UPLOAD_IMAGE_TYPE_UNKNOWN, rule);
        Some(Self { image_type: image_type.unwrap_or(AssetType::Body) })
    }
}

impl FileForm for BodyImage {
    const FILE: &'static str = "file";
    const CLAUSE: ClauseRef = &clause::UPLOAD_FILE;
}

/// The answer to an upload.
#[derive(Serialize)]
pub struct Uploaded {
    /// Always `true`.
    pub success: bool,
    /// A sentence about the upload.
    pub message: &'static str,
    /// The id of the new asset.
    pub asset_id: String,
    /// The URL of the stored file.
    pub storj_url: String,
    /// The URL to view the image.
    pub view_url: String,
    /// The file name in the upload.
    pub filename: String,
    /// A sentence about its content.
    pub caption: Arc<str>,
    /// The status of the caption: always `completed`.
    pub caption_status: &'static str,
}

impl Uploaded {
    /// Describes a new asset. Its URLs begin with `origin`.
    pub fn of(origin: &str, account_id: &str, character: &Character, asset: &Asset) -> Self {
        let AssetBody { asset_id, storj_url, view_url, filename, caption, caption_status, .. } =
            AssetBody::of(origin, account_id, character, asset);
        let message = if asset.kind == AssetType::Face {
            "Face image uploaded successfully"
        } else {
            "Body image uploaded successfully"
        };
        Self { success: true, message, asset_id, storj_url, view_url, filename, caption, caption_status }
    }
}

/// The query of `GET /{character_id}/assets`.
pub struct AssetsQuery {
    /// The type to filter by.
    pub asset_type: Option<String>,
}

impl Form for AssetsQuery {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let asset_type = fields.optional("asset_type", &clause::ASSET_FILTER, text(0..=usize::MAX));
        match asset_type.as_deref() {
            Some("body_image") => fields.cite(&clause::ASSET_FILTER_BODY),
            Some(other) if other != AssetType::Face.name() && !is_body(other) => {
                fields.cite(&clause::ASSET_FILTER_UNKNOWN);
            }
            _ => {}
        }
        Some(Self { asset_type })
    }
}

fn is_body(name: &str) -> bool {
    AssetType::BODIES.iter().any(|(known, _)| *known == name)
}

/// The assets of a character.
#[derive(Serialize)]
pub struct AssetsBody {
    /// The assets.
    pub assets: Vec<AssetBody>,
    /// The number of listed assets.
    pub total: usize,
}

/// An asset.
#[derive(Serialize)]
pub struct AssetBody {
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

impl AssetBody {
    /// Describes an asset of a character. Its URLs begin with `origin`.
    pub fn of(origin: &str, account_id: &str, character: &Character, asset: &Asset) -> Self {
        let url = format!("{origin}{}", media::characters::path(account_id, &character.id, &asset.file()));
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
