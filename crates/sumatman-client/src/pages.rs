//! The whole list, page after page.

use std::collections::HashSet;

use client_core::Result;
use futures_core::Stream;
use futures_util::{TryStreamExt, stream};

use crate::answers::Task;
use crate::client::SumatmanClient;
use crate::requests::ListOptions;

/// How far the list has been walked.
pub(crate) struct Walk {
    client: SumatmanClient,
    user_id: String,
    next: ListOptions,
    told: HashSet<String>,
    over: bool,
}

impl Walk {
    pub(crate) fn new(client: SumatmanClient, user_id: String, first: ListOptions) -> Self {
        Self { client, user_id, next: first, told: HashSet::new(), over: false }
    }

    /// Its tasks, each page asked for when the one before it has been taken.
    pub(crate) fn tasks(self) -> impl Stream<Item = Result<Task>> + Send + Unpin + use<> {
        let pages = stream::try_unfold(self, |walk| async move {
            if walk.over { Ok(None) } else { walk.page().await.map(Some) }
        });
        let tasks = pages.map_ok(|page| stream::iter(page.into_iter().map(Ok)));
        Box::pin(tasks.try_flatten())
    }

    /// What the next page brings. New tasks that push others onto it make it repeat those, which are left out; and a
    /// page with nothing new is the last, whatever it says is still to come, or the walk might never end.
    async fn page(mut self) -> Result<(Vec<Task>, Self)> {
        let page = self.client.list(&self.user_id, &self.next).await?;
        self.next.offset += page.tasks.len() as u64;
        let fresh = |task: &Task| self.told.insert(task.task_id.clone());
        let tasks: Vec<_> = page.tasks.into_iter().filter(fresh).collect();
        let total = u64::try_from(page.total).unwrap_or_default();
        self.over = tasks.is_empty() || self.next.offset >= total;
        Ok((tasks, self))
    }
}
