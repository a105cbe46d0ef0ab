//! `POST /products`: creates a project (`cutx-facts.md`, 3.1).

use std::sync::Arc;

use kernel::command::{Command, Decision};
use kernel::context::Context;
use kernel::evidence::ClauseRef;
use kernel::form::{Fields, text};
use kernel::machine::Account;
use mock_http::answer::{Answer, Outcome};
use mock_http::call::Call;
use mock_http::operation::Operation;
use mock_http::refusal::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use super::in_seconds;
use crate::catalogue::Project;
use crate::clause;
use crate::state::Cutx;

pub(super) const OPERATION: Operation<Cutx> = Operation::post("/products", |call| Box::pin(answer(call)));

/// Creates a project without products.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CreateProject {
    /// The name of the project.
    pub name: String,
    /// The description of the project.
    pub description: Option<String>,
}

impl CreateProject {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let name = fields.required("name", &clause::PRODUCT_PROJECT_NAME, text(1..=200));
        let description = fields.checked("description", &clause::PRODUCT_PROJECT_DESCRIPTION, text(0..=1000));
        Some(Self { name: name?, description })
    }
}

/// A project that was just made.
#[derive(Debug, Serialize)]
pub struct CreatedProject {
    /// The id of the project.
    pub id: Uuid,
    /// The name of the project.
    pub name: String,
    /// The description that its owner gave it.
    pub description: Option<String>,
    /// The id of its owner.
    pub user_id: Arc<str>,
    /// Always `active`.
    pub status: &'static str,
    /// The instant of its creation.
    pub created_at: String,
}

impl Command<Cutx> for CreateProject {
    const NAME: &'static str = "create-project";
    type Reply = CreatedProject;

    fn apply(self, account: &mut Account<Cutx>, context: &Context) -> Decision<CreatedProject, Answer> {
        let (_, mut stream) = account.draw();
        let project = Project::new(stream.uuid(), self.name, self.description, context.now);
        let created = CreatedProject {
            id: project.id,
            name: project.name.clone(),
            description: project.description.clone(),
            user_id: account.id.clone(),
            status: "active",
            created_at: in_seconds(context.now),
        };
        account.data.projects.put(project.id, project);
        Ok(created).into()
    }
}

async fn answer(call: &mut Call<Cutx>) -> Outcome {
    let command = call.json(CreateProject::read).await?;
    let project = call.apply(command)?;
    call.cite_where([
        (true, &clause::PRODUCT_CREATE_PROJECT as ClauseRef),
        (project.description.is_none(), &clause::PRODUCT_DESCRIPTION_NULL),
    ]);
    Ok(Answer::json(StatusCode::CREATED, &json!({ "project": project })))
}
