//! The whole list of tasks, page after page.

use client_core::{Result, pages};
use futures_core::Stream;

use crate::answers::Task;
use crate::client::SumatmanClient;
use crate::requests::ListOptions;

/// Returns all tasks of a user. The provider states their total number on each page.
pub(crate) fn tasks(
    client: SumatmanClient,
    user_id: String,
    first: ListOptions,
) -> impl Stream<Item = Result<Task>> + Send + Unpin + use<> {
    let page = move |offset| {
        let (client, user_id, options) = (client.clone(), user_id.clone(), first.clone().with_offset(offset));
        async move {
            let page = client.list(&user_id, &options).await?;
            let seen = offset + page.tasks.len() as u64;
            let total = u64::try_from(page.total).unwrap_or_default();
            Ok(pages::Page { items: page.tasks, more: seen < total })
        }
    };
    pages::walk(page, |task: &Task| &task.task_id)
}
