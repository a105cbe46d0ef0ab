//! `DELETE /generation/groups/{group}`: deletes a group with its generations and their files.

use std::sync::Arc;

use kernel::command::{Command, Decision};
use kernel::context::Context;
use kernel::evidence::ClauseRef;
use kernel::machine::Account;
use mock_http::answer::{Answer, Outcome};
use mock_http::call::Call;
use mock_http::operation::Operation;
use serde::{Deserialize, Serialize};

use crate::state::Animus;
use crate::state::groups::Group;
use crate::views::generations::{GenerationView, result_urls};
use crate::{clause, refusals};

pub(super) const OPERATION: Operation<Animus> =
    Operation::delete("/generation/groups/{group}", |call| Box::pin(async { answer(call) }));

/// Deletes a group, unless one of its generations is unfinished.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DeleteGroup {
    /// The id of the group.
    pub id: String,
}

/// A group that was deleted.
#[derive(Debug)]
pub struct DeletedGroup {
    group_id: Arc<str>,
    title: Arc<str>,
    /// Its generations, oldest first.
    generations: Vec<GenerationView>,
    account_id: Arc<str>,
}

impl Command<Animus> for DeleteGroup {
    const NAME: &'static str = "delete-group";
    type Reply = DeletedGroup;

    fn apply(self, account: &mut Account<Animus>, _context: &Context) -> Decision<DeletedGroup, Answer> {
        self.delete(account).into()
    }
}

impl DeleteGroup {
    fn delete(self, account: &mut Account<Animus>) -> Result<DeletedGroup, Answer> {
        let missing = || refusals::about_group(&refusals::GROUP_TO_DELETE_NOT_FOUND, &self.id);
        if account.data.groups.get(&self.id).ok_or_else(missing)?.is_active() {
            return Err(refusals::about_group(&refusals::GROUP_ACTIVE, &self.id));
        }
        let group = account.data.groups.remove(&self.id).ok_or_else(missing)?;
        let mut generations = Vec::with_capacity(group.members.len());
        for ordinal in group.members.iter() {
            generations.extend(account.job_at(ordinal).and_then(|job| GenerationView::of(account, job)));
            account.remove(ordinal);
        }
        let Group { id: group_id, title, .. } = group;
        Ok(DeletedGroup { group_id, title, generations, account_id: account.id.clone() })
    }
}

/// The answer to the call.
#[derive(Serialize)]
struct GroupDeleted {
    /// `true` if the group was deleted.
    success: bool,
    /// A sentence about the deletion.
    message: &'static str,
    /// The id of the group.
    group_id: Arc<str>,
    /// The title of the group.
    group_title: Arc<str>,
    /// The number of deleted generations.
    deleted_generations: usize,
    /// The number of generations that could not be deleted: always 0.
    failed_generation_deletions: usize,
    /// The number of deleted files.
    total_deleted_images: usize,
    /// The number of files that could not be deleted: always 0.
    total_failed_image_deletions: usize,
    /// The ids of these generations, and the URLs of these files.
    details: DeletedMembers,
}

/// The generations of a deleted group, and their files.
#[derive(Serialize)]
struct DeletedMembers {
    /// The ids of the deleted generations.
    deleted_generation_ids: Vec<Arc<str>>,
    /// The ids of generations that could not be deleted: always empty.
    failed_generation_ids: [String; 0],
    /// The URLs of the deleted files.
    deleted_image_urls: Vec<String>,
    /// The URLs of files that could not be deleted: always empty.
    failed_image_urls: [String; 0],
}

fn answer(call: &mut Call<Animus>) -> Outcome {
    let id = call.parameter("group").to_owned();
    let DeletedGroup { group_id, title, generations, account_id } = call.apply(DeleteGroup { id })?;
    let urls = result_urls(&generations, &call.origin(), &account_id);
    call.cite_where([
        (true, &clause::DELETE_GROUP as ClauseRef),
        (!urls.is_empty(), &clause::DELETE_GROUP_MEDIA),
        (true, &clause::ERROR_SUCCESS_WORDS),
    ]);
    Ok(Answer::ok(&GroupDeleted {
        success: true,
        message: "Group deleted successfully",
        group_id,
        group_title: title,
        deleted_generations: generations.len(),
        failed_generation_deletions: 0,
        total_deleted_images: urls.len(),
        total_failed_image_deletions: 0,
        details: DeletedMembers {
            deleted_generation_ids: generations.into_iter().map(|view| view.id).collect(),
            failed_generation_ids: [],
            deleted_image_urls: urls,
            failed_image_urls: [],
        },
    }))
}
