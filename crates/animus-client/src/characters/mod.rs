//! Characters, their photos, and the faces that are made of one photo (S1, sections 1 to 3; facts 3 and 4).

pub(crate) mod answers;
mod calls;
mod requests;

pub use answers::{
    Asset, AssetList, AutoFaces, Character, CharacterPage, DeletedCharacter, Filters, UploadJob,
    UploadedPhoto,
};
pub use requests::{AutoFacesRequest, CharacterChanges, CharacterRequest};
