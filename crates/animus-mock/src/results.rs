//! The result files: the pictures and clips of generations, and the files of characters.

pub mod cards;
pub mod characters;
pub mod generations;
pub mod sources;

use std::sync::Arc;

use jiff::Timestamp;
use kernel::evidence::{ClauseRef, Evidence};
use kernel::machine::Account;
use mock_http::files::under_policy;
use mock_http::results::{Body, Found, Router, result_files};
use mock_media::{Studio, respond};

use self::characters::CharacterFile;
use crate::clause;
use crate::state::Animus;
use crate::state::generation::Generation;

/// The content security policy of characters' files: since some of them come from callers, a browser may only show them.
const POLICY: &str = "default-src 'none'; sandbox";

/// Returns the routes of the files of all accounts.
pub fn routes(studio: Arc<Studio>) -> Router {
    result_files(find, move |_, file, method, headers| {
        let studio = studio.clone();
        Box::pin(async move {
            let file = match file {
                File::Result(id, generation) => {
                    let artwork = generations::artwork(&id, &generation);
                    return studio.respond(artwork, &method, &headers).await.map(Body::from);
                }
                File::OfCharacter(file) => file,
            };
            let response = match file {
                CharacterFile::Portrait(portrait) => {
                    studio.respond(characters::artwork(&portrait), &method, &headers).await
                }
                CharacterFile::Photo(photo) => respond(&characters::rendering(&photo), &method, &headers),
                CharacterFile::Lora(character_id, part) => {
                    respond(&characters::safetensors(&character_id, part), &method, &headers)
                }
            };
            under_policy(response.map(Body::from), POLICY)
        })
    })
}

/// A file of an account.
enum File {
    /// The result of the generation with this id.
    Result(Arc<str>, Box<Generation>),
    /// A file of a character.
    OfCharacter(CharacterFile),
}

/// Finds a file of an account. The files of a character lie below it.
fn find(account: &Account<Animus>, file: &str, _now: Timestamp) -> Found<File> {
    if let Some((character_id, name)) = file.split_once('/') {
        let character = account.data.characters.get(character_id).ok_or_else(Evidence::default)?;
        let (file, clauses) = characters::find(character, name).ok_or_else(Evidence::default)?;
        return Ok((File::OfCharacter(file), clauses));
    }
    match generations::find(account, file) {
        Some((id, generation)) => {
            let clauses = generations::clauses(&generation.brief);
            Ok((File::Result(id.clone(), Box::new(generation.clone())), clauses))
        }
        None if generations::was_deleted(account, file) => {
            Err([&clause::DELETE_MEDIA as ClauseRef].into_iter().collect())
        }
        None => Err(Evidence::default()),
    }
}
