//! The requests about characters (S1, sections 1 and 3; facts 3).

use client_core::requests;

requests! {
    /// Asks for a new character: `POST /characters`.
    CharacterRequest {
        /// The name of the character.
        name: String as impl Into<String>,
        ;
        /// The description of the character.
        with_description sets description: String as impl Into<String>,
    }

    /// The changes of a character: `PUT /characters/{character_id}`. Fields that are not set stay unchanged.
    #[derive(Default)]
    CharacterChanges {
        ;
        /// The new name.
        with_name sets name: String as impl Into<String>,
        /// The new description.
        with_description sets description: String as impl Into<String>,
    }

    /// Asks for more faces made of one photo: `POST /characters/{character_id}/auto-generate-face-images`.
    AutoFacesRequest {
        /// The public URL of the photo.
        source_image_url: String as impl Into<String>,
        ;
        /// The prompts, one for each face. The provider uses its own list if they are not set.
        with_prompts sets prompts: Vec<String> as impl Into<Vec<String>>,
    }
}
