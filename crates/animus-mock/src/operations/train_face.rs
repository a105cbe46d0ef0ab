//! `POST /{character_id}/training/face-lora`: starts a training of the face. The guide prints GET, which works unless the world is
//! strict.

use mock_http::operation::Operation;

use crate::clause::TRAINING_FACE as ANSWERED;
use crate::state::Animus;
use crate::state::training::Part;
use crate::trainings::{start, start_as_printed};

const PATH: &str = "/{character_id}/training/face-lora";

pub(super) const OPERATION: Operation<Animus> =
    Operation::post(PATH, |call| Box::pin(async { start(call, Part::Face, &ANSWERED) }));

/// The call as the guide prints it.
pub(super) const AS_PRINTED: Operation<Animus> =
    Operation::get(PATH, |call| Box::pin(async { start_as_printed(call, Part::Face, &ANSWERED) }));
