//! Estimates of prices, so that a caller can tell before a purchase.
//!
//! The documents print two prices: 4 credits for one render of a character (S0, response example), and half a credit for a
//! synthesized face (S1, auto-generate face variations). The others are assumed (facts 9, A10).

use crate::characters::AutoFacesRequest;
use crate::generation::{BatchRequest, CreateRequest};

/// The price of a render of a character, in credits.
pub const CHARACTER: u32 = 4;
/// The assumed price of an edited photo, in credits.
pub const PHOTO_EDIT: u32 = 2;
/// The assumed price of a film, in credits.
pub const FILM: u32 = 10;
/// The assumed price of a picture of words alone, in credits.
pub const TEXT_TO_IMAGE: u32 = 1;
/// The assumed price of the training of a face or a body, in credits.
pub const TRAINING: u32 = 25;
/// The price of a synthesized face, in credits.
pub const FACE: f64 = 0.5;

impl CreateRequest {
    /// Returns the estimated price in credits; `None` for a kind of result that isn't listed.
    ///
    /// ```
    /// use animus_client::CreateRequest;
    ///
    /// let request = CreateRequest::new("In the rain").with_character_id("char_123").with_num_images(3);
    /// assert_eq!(request.estimate(), Some(12));
    /// ```
    pub fn estimate(&self) -> Option<u32> {
        use crate::vocabulary::GenerationType::{CharacterGeneration, ImageToVideo, PhotoEdit, TextToImage};
        let animates = self.convert_to_video == Some(true);
        let implied = match (&self.source_image_url, &self.character_id) {
            (_, Some(_)) => CharacterGeneration,
            (Some(_), None) if animates => ImageToVideo,
            (Some(_), None) => PhotoEdit,
            (None, None) => TextToImage,
        };
        let one = match self.generation_type.as_ref().unwrap_or(&implied) {
            CharacterGeneration => CHARACTER,
            PhotoEdit => PHOTO_EDIT,
            ImageToVideo => FILM,
            TextToImage => TEXT_TO_IMAGE,
            crate::vocabulary::GenerationType::Other(_) => return None,
        };
        Some(one.saturating_mul(self.num_images.unwrap_or(1)))
    }
}

impl BatchRequest {
    /// Returns the estimated price in credits, if every prompt is accepted.
    pub fn estimate(&self) -> u32 {
        let of = |edits: bool| match (&self.character_id, edits) {
            (Some(_), _) => CHARACTER,
            (None, true) => PHOTO_EDIT,
            (None, false) => TEXT_TO_IMAGE,
        };
        self.prompts.iter().map(|prompt| of(prompt.source_image_url.is_some())).sum()
    }
}

impl AutoFacesRequest {
    /// Returns the estimated price in credits; `None` without prompts, as the number of the service's own is not documented.
    pub fn estimate(&self) -> Option<f64> {
        let faces = u32::try_from(self.prompts.as_ref()?.len()).ok()?;
        Some(FACE * f64::from(faces))
    }
}
