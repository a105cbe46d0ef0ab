//! Uploads and assets as they are read and written (`animus-facts.md`, 3.6 and 4).

use std::sync::Arc;

use mock_core::clause::ClauseRef;
use mock_core::fields::{Fields, Form, one_of, text};
use mock_core::http::FileForm;
use serde::Serialize;

use super::instant;
use crate::state::characters::Character;
use crate::state::uploads::{Asset, AssetType};
use crate::{clause, media};

/// `POST /{character_id}/upload/face-image`: nothing but the file.
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

/// `POST /{character_id}/upload/body-image`.
pub struct BodyImage {
    /// What the file shows.
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

/// An image that was kept.
#[derive(Serialize)]
pub struct Uploaded {
    /// True.
    pub success: bool,
    /// A sentence on it.
    pub message: &'static str,
    /// The asset that it is now.
    pub asset_id: String,
    /// Where its file is.
    pub storj_url: String,
    /// Where it can be seen.
    pub view_url: String,
    /// What its owner calls it.
    pub filename: String,
    /// A sentence on what it shows.
    pub caption: Arc<str>,
    /// Whether there is a caption.
    pub caption_status: &'static str,
}

impl Uploaded {
    /// An asset that was just kept, for a caller for whom URLs start with `origin`.
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

/// `GET /{character_id}/assets`.
pub struct AssetsQuery {
    /// The type that is wanted.
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
    /// How many.
    pub total: usize,
}

/// An asset.
#[derive(Serialize)]
pub struct AssetBody {
    /// Its id.
    pub asset_id: String,
    /// Whose it is.
    pub character_id: String,
    /// What it shows.
    pub asset_type: &'static str,
    /// What its owner calls it.
    pub filename: String,
    /// Where its file is.
    pub storj_url: String,
    /// Where it can be seen.
    pub view_url: String,
    /// A sentence on what it shows.
    pub caption: Arc<str>,
    /// Whether there is a caption.
    pub caption_status: &'static str,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// When it came.
    pub created_at: String,
}

impl AssetBody {
    /// An asset of a character, for a caller for whom URLs start with `origin`.
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
