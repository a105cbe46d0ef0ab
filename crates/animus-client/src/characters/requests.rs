//! What can be asked for (S1, sections 1 and 3; facts 3).

use crate::request::requests;

requests! {
    /// Asks for a new character: `POST /characters`.
    CharacterRequest {
        /// Its name.
        name: String as impl Into<String>,
        ;
        /// Who it is.
        with_description sets description: String as impl Into<String>,
    }

    /// What is to change about a character: `PUT /characters/{character_id}`. What isn't set stays as it is.
    #[derive(Default)]
    CharacterChanges {
        ;
        /// Its new name.
        with_name sets name: String as impl Into<String>,
        /// Who it is now.
        with_description sets description: String as impl Into<String>,
    }

    /// Asks for more faces, made of one photo: `POST /characters/{character_id}/auto-generate-face-images`.
    AutoFacesRequest {
        /// The photo, at a public URL.
        source_image_url: String as impl Into<String>,
        ;
        /// One face for each; a list of the provider's own if it isn't set.
        with_prompts sets prompts: Vec<String> as impl Into<Vec<String>>,
    }
}
