//! `DELETE /generation/generations/{generation}`: deletes a generation in any state, with its file.

use std::sync::Arc;

use kernel::command::{Command, Decision};
use kernel::context::Context;
use kernel::credits::Credits;
use kernel::evidence::ClauseRef;
use kernel::job::JobState as _;
use kernel::machine::Account;
use mock_http::answer::{Answer, Outcome};
use mock_http::call::Call;
use mock_http::operation::Operation;
use serde::{Deserialize, Serialize};

use crate::lifecycle::State;
use crate::state::Animus;
use crate::views::generations::{GenerationView, result_urls};
use crate::{clause, refusals};

pub(super) const OPERATION: Operation<Animus> =
    Operation::delete("/generation/generations/{generation}", |call| Box::pin(async { answer(call) }));

/// Deletes a generation.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DeleteGeneration {
    /// The id of the generation.
    pub id: String,
}

/// A generation that was deleted.
#[derive(Debug)]
pub struct DeletedGeneration {
    /// The generation before its deletion.
    view: GenerationView,
    /// The credits that it had cost, and were not given back.
    paid: Credits,
    /// The id of its group.
    group_id: Arc<str>,
    account_id: Arc<str>,
}

impl Command<Animus> for DeleteGeneration {
    const NAME: &'static str = "delete-generation";
    type Reply = DeletedGeneration;

    fn apply(self, account: &mut Account<Animus>, context: &Context) -> Decision<DeletedGeneration, Answer> {
        self.delete(account, context).into()
    }
}

impl DeleteGeneration {
    fn delete(self, account: &mut Account<Animus>, context: &Context) -> Result<DeletedGeneration, Answer> {
        let not_found = || match account.data.groups.batch(&self.id) {
            Some(_) => refusals::BATCH_TO_DELETE.answer(),
            None => refusals::GENERATION_TO_DELETE_NOT_FOUND.answer(),
        };
        let job = account.job(&self.id).ok_or_else(not_found)?;
        let (ordinal, paid) = (job.ordinal, job.paid());
        let view = GenerationView::of(account, job).ok_or_else(not_found)?;
        account.remove(ordinal);
        let groups = &mut account.data.groups;
        groups.leave(view.group, ordinal, !view.state.is_terminal(), context.now);
        let group_id = groups.at(view.group).map(|group| group.id.clone()).unwrap_or_default();
        Ok(DeletedGeneration { view, paid, group_id, account_id: account.id.clone() })
    }
}

/// The answer to the call.
#[derive(Serialize)]
struct GenerationDeleted {
    /// `true` if the generation was deleted.
    success: bool,
    /// A sentence about the deletion.
    message: &'static str,
    /// The id of the generation.
    generation_id: Arc<str>,
    /// The id of its group.
    group_id: Arc<str>,
    /// The number of deleted files.
    deleted_images: usize,
    /// The number of files that could not be deleted: always 0.
    failed_deletions: usize,
    /// The URLs of these files.
    details: DeletedFiles,
}

/// The files of a deleted generation.
#[derive(Serialize)]
struct DeletedFiles {
    /// The URLs of the deleted files.
    deleted_image_urls: Vec<String>,
    /// The URLs of files that could not be deleted: always empty.
    failed_deletion_urls: [String; 0],
}

fn answer(call: &mut Call<Animus>) -> Outcome {
    let id = call.parameter("generation").to_owned();
    let DeletedGeneration { view, paid, group_id, account_id } = call.apply(DeleteGeneration { id })?;
    call.cite_where([
        (true, &clause::DELETE_GENERATION as ClauseRef),
        (view.state == State::Completed, &clause::DELETE_MEDIA),
        (!view.state.is_terminal(), &clause::DELETE_ACTIVE),
        (paid > Credits::ZERO, &clause::DELETE_NO_REFUND),
        (true, &clause::ERROR_SUCCESS_WORDS),
    ]);
    let urls = result_urls([&view], &call.origin(), &account_id);
    Ok(Answer::ok(&GenerationDeleted {
        success: true,
        message: "Generation deleted successfully",
        generation_id: view.id,
        group_id,
        deleted_images: urls.len(),
        failed_deletions: 0,
        details: DeletedFiles { deleted_image_urls: urls, failed_deletion_urls: [] },
    }))
}
