//! The requests about generations (S0, request body and batch submissions; facts 2.1 and 2.3).

use client_core::requests;

use crate::ids::{CharacterId, GroupId};
use crate::vocabulary::GenerationType;

requests! {
    /// Asks for a picture or a film: `POST /generation/create`.
    ///
    /// The fields decide the kind of result: a character gives its render; a source image gives an edited photo, or with
    /// [`convert_to_video`](Self::convert_to_video) a film; otherwise the result is a picture of the prompt alone (S0,
    /// create a generation).
    ///
    /// ```
    /// use animus_client::CreateRequest;
    ///
    /// let request = CreateRequest::new("A portrait in the rain").with_character_id("char_123").with_seed(7);
    /// ```
    CreateRequest {
        /// The content of the picture or film.
        prompt: String as impl Into<String>,
        ;
        /// The content to avoid.
        with_negative_prompt sets negative_prompt: String as impl Into<String>,
        /// The strength of the change of the source image, 0 to 1.
        with_strength sets strength: f64 as f64,
        /// The closeness to the prompt.
        with_guidance_scale sets guidance_scale: f64 as f64,
        /// The number of inference steps.
        with_num_inference_steps sets num_inference_steps: u32 as u32,
        /// A fixed seed, for repeatable results.
        with_seed sets seed: i64 as i64,
        /// The width in pixels.
        with_width sets width: u32 as u32,
        /// The height in pixels.
        with_height sets height: u32 as u32,
        /// The number of pictures; 1 by the provider's default. More than one make a batch.
        with_num_images sets num_images: u32 as u32,
        /// The kind of result, if it must not follow from the other fields.
        with_generation_type sets generation_type: GenerationType as impl Into<GenerationType>,
        /// The id of the character to render. Its subscription is checked.
        with_character_id sets character_id: CharacterId as impl Into<CharacterId>,
        /// `true` to use the character's face `LoRA`; the provider's default is `true`.
        with_use_face_lora sets use_face_lora: bool as bool,
        /// `true` to use the character's body `LoRA`; the provider's default is `true`.
        with_use_body_lora sets use_body_lora: bool as bool,
        /// `true` to put the face in after rendering; the provider's default is `true`.
        with_face_swap sets face_swap: bool as bool,
        /// The public URL of a picture to edit or to animate.
        with_source_image_url sets source_image_url: String as impl Into<String>,
        /// `true` to make a short film of the source image; the provider's default is `false`.
        with_convert_to_video sets convert_to_video: bool as bool,
        /// The id of the group to join.
        with_group_id sets group_id: GroupId as impl Into<GroupId>,
        /// The title of the new group, if no group is joined.
        with_group_title sets group_title: String as impl Into<String>,
    }

    /// Asks for many pictures at once that share a group: `POST /generation/batch`.
    BatchRequest {
        /// The pictures, one by one; at least one.
        prompts: Vec<BatchPrompt> as impl Into<Vec<BatchPrompt>>,
        ;
        /// The id of the character to render in all pictures.
        with_character_id sets character_id: CharacterId as impl Into<CharacterId>,
        /// The id of the group to join.
        with_group_id sets group_id: GroupId as impl Into<GroupId>,
        /// The title of the new group, if no group is joined.
        with_group_title sets group_title: String as impl Into<String>,
    }

    /// One picture of a batch.
    BatchPrompt {
        /// The content of the picture.
        prompt: String as impl Into<String>,
        ;
        /// `true` to put the face in after rendering.
        with_face_swap sets face_swap: bool as bool,
        /// `true` to use the character's face `LoRA`.
        with_use_face_lora sets use_face_lora: bool as bool,
        /// `true` to use the character's body `LoRA`.
        with_use_body_lora sets use_body_lora: bool as bool,
        /// The public URL of a picture to edit.
        with_source_image_url sets source_image_url: String as impl Into<String>,
    }
}
