//! What can be asked for (S0, request body and batch submissions; facts 2.1 and 2.3).

use crate::request::requests;
use crate::vocabulary::GenerationType;

requests! {
    /// Asks for a picture or a film: `POST /generation/create`.
    ///
    /// What is made follows from what is given: with a character its render; with a source image an edited photo, or with
    /// [`convert_to_video`](Self::convert_to_video) a film of it; else a picture of the prompt alone (S0, create a
    /// generation).
    ///
    /// ```
    /// use animus_client::CreateRequest;
    ///
    /// let request = CreateRequest::new("A portrait in the rain").with_character_id("char_123").with_seed(7);
    /// ```
    CreateRequest {
        /// What is to be seen.
        prompt: String as impl Into<String>,
        ;
        /// What is not to be seen.
        with_negative_prompt sets negative_prompt: String as impl Into<String>,
        /// How far the source image is changed, 0 to 1.
        with_strength sets strength: f64 as f64,
        /// How closely the prompt is followed.
        with_guidance_scale sets guidance_scale: f64 as f64,
        /// How many steps are taken.
        with_num_inference_steps sets num_inference_steps: u32 as u32,
        /// A fixed seed, for results that can be had again.
        with_seed sets seed: i64 as i64,
        /// The width in pixels.
        with_width sets width: u32 as u32,
        /// The height in pixels.
        with_height sets height: u32 as u32,
        /// How many pictures, 1 by the provider's default; more than one are a batch.
        with_num_images sets num_images: u32 as u32,
        /// What is to be made, where it should not follow from the rest.
        with_generation_type sets generation_type: GenerationType as impl Into<GenerationType>,
        /// The character to render. Its subscription is checked.
        with_character_id sets character_id: String as impl Into<String>,
        /// Whether the character's face `LoRA` is used; it is by the provider's default.
        with_use_face_lora sets use_face_lora: bool as bool,
        /// Whether the character's body `LoRA` is used; it is by the provider's default.
        with_use_body_lora sets use_body_lora: bool as bool,
        /// Whether the face is put in after rendering; it is by the provider's default.
        with_face_swap sets face_swap: bool as bool,
        /// A picture to edit or to set in motion, at a public URL.
        with_source_image_url sets source_image_url: String as impl Into<String>,
        /// Whether the source image becomes a short film; not by the provider's default.
        with_convert_to_video sets convert_to_video: bool as bool,
        /// The group to join.
        with_group_id sets group_id: String as impl Into<String>,
        /// The title of the group that is made, where none is joined.
        with_group_title sets group_title: String as impl Into<String>,
    }

    /// Asks for many pictures at once, which share a group: `POST /generation/batch`.
    BatchRequest {
        /// What is to be made, one by one; at least one.
        prompts: Vec<BatchPrompt> as impl Into<Vec<BatchPrompt>>,
        ;
        /// The character to render in all of them.
        with_character_id sets character_id: String as impl Into<String>,
        /// The group to join.
        with_group_id sets group_id: String as impl Into<String>,
        /// The title of the group that is made, where none is joined.
        with_group_title sets group_title: String as impl Into<String>,
    }

    /// One picture of a batch.
    BatchPrompt {
        /// What is to be seen.
        prompt: String as impl Into<String>,
        ;
        /// Whether the face is put in after rendering.
        with_face_swap sets face_swap: bool as bool,
        /// Whether the character's face `LoRA` is used.
        with_use_face_lora sets use_face_lora: bool as bool,
        /// Whether the character's body `LoRA` is used.
        with_use_body_lora sets use_body_lora: bool as bool,
        /// A picture to edit, at a public URL.
        with_source_image_url sets source_image_url: String as impl Into<String>,
    }
}
