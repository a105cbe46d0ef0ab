//! The calls of Animus, a file each: route, form, command, answer and the clauses that decide it.
//!
//! Many paths start with a character's id. Fixed words in that place (`generation`, `characters`, `upload-job`) are matched
//! first, so no character can have such an id (`animus-facts.md`, 1.2).

mod approve_dataset;
mod cancel_training;
mod complete_status;
mod create_batch;
mod create_character;
mod create_generations;
mod dataset_status;
mod delete_character;
mod delete_generation;
mod delete_group;
mod delete_image;
mod generate_dataset;
mod generate_faces;
mod generation_status;
mod get_capabilities;
mod get_character;
mod get_group;
mod list_assets;
mod list_characters;
mod list_groups;
mod list_images;
mod list_trainings;
mod regenerate_image;
mod review_image;
mod series_status;
mod train_body;
mod train_face;
mod training_logs;
mod training_status;
mod update_character;
mod upload_body;
mod upload_face;

use mock_http::operation::Operation;

pub use approve_dataset::ApproveDataset;
pub use cancel_training::CancelTraining;
pub use create_batch::CreateBatch;
pub use create_character::CreateCharacter;
pub use create_generations::CreateGenerations;
pub use delete_character::DeleteCharacter;
pub use delete_generation::DeleteGeneration;
pub use delete_group::DeleteGroup;
pub use delete_image::DeleteImage;
pub use generate_dataset::GenerateDataset;
pub use generate_faces::GenerateFaces;
pub use regenerate_image::RegenerateImage;
pub use review_image::ReviewImage;
pub use update_character::UpdateCharacter;

use crate::state::Animus;

/// Every call of the API, in the order of the two guides.
pub static OPERATIONS: [Operation<Animus>; 34] = [
    create_generations::OPERATION,
    create_batch::OPERATION,
    generation_status::OPERATION,
    list_groups::OPERATION,
    get_group::OPERATION,
    delete_group::OPERATION,
    delete_generation::OPERATION,
    create_character::OPERATION,
    list_characters::OPERATION,
    get_character::OPERATION,
    update_character::OPERATION,
    delete_character::OPERATION,
    get_capabilities::OPERATION,
    upload_face::OPERATION,
    upload_body::OPERATION,
    list_assets::OPERATION,
    generate_faces::OPERATION,
    series_status::OPERATION,
    generate_dataset::OPERATION,
    dataset_status::OPERATION,
    list_images::OPERATION,
    review_image::OPERATION,
    regenerate_image::OPERATION,
    delete_image::OPERATION,
    approve_dataset::OPERATION,
    train_face::OPERATION,
    train_face::AS_PRINTED,
    train_body::OPERATION,
    train_body::AS_PRINTED,
    training_status::OPERATION,
    list_trainings::OPERATION,
    training_logs::OPERATION,
    cancel_training::OPERATION,
    complete_status::OPERATION,
];
