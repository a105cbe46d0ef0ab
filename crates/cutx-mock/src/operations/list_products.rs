//! `GET /products`: the projects of an account, or the products of one project (`cutx-facts.md`, 3.1).

use kernel::evidence::ClauseRef;
use kernel::form::{Fields, integer_text, uuid};
use mock_http::answer::{Answer, Outcome};
use mock_http::call::Call;
use mock_http::operation::Operation;
use serde::Serialize;
use serde_json::json;
use uuid::Uuid;

use super::in_seconds;
use crate::catalogue::{Product, Project};
use crate::results::product_path;
use crate::state::Cutx;
use crate::{clause, refusals};

pub(super) const OPERATION: Operation<Cutx> =
    Operation::get("/products", |call| Box::pin(async { answer(call) }));

struct Request {
    /// The project whose products are listed; without one, the projects themselves are listed.
    project_id: Option<Uuid>,
    /// The most entries of the list.
    limit: Option<u64>,
}

impl Request {
    fn read(fields: &mut Fields<'_>) -> Self {
        let project_id = fields.checked("projectId", &clause::PRODUCT_PRODUCTS, uuid);
        let limit = fields.checked("limit", &clause::PRODUCT_LIMIT_RANGE, integer_text(1..=100));
        Self { project_id, limit }
    }
}

/// A project in a list.
#[derive(Serialize)]
struct ListedProject {
    /// The id of the project.
    id: Uuid,
    /// The name of the project.
    name: String,
    /// The description that its owner gave it.
    description: Option<String>,
    /// The number of its products: a string, as documented.
    product_count: String,
    /// The number of its assets: a string, as documented.
    asset_count: String,
    /// The instant of its creation.
    created_at: String,
    /// The instant of its last change.
    updated_at: String,
}

/// A product in a list.
#[derive(Serialize)]
struct ListedProduct {
    /// The id of the product.
    id: Uuid,
    /// The name of the product.
    name: String,
    /// The description of the product.
    description: Option<String>,
    /// The price: a string, as documented.
    price: Option<String>,
    /// The currency of the price.
    currency: Option<String>,
    /// The name of the brand.
    brand: Option<String>,
    /// The category.
    category: Option<String>,
    /// The page that it was read from.
    source_url: Option<String>,
    /// The URL of its picture.
    image_url: Option<String>,
    /// The instant of its creation.
    created_at: String,
}

fn answer(call: &mut Call<Cutx>) -> Outcome {
    let Request { project_id, limit } = call.query(|fields| Some(Request::read(fields)))?;
    match project_id {
        None => Ok(list_projects(call, limit)),
        Some(project_id) => list_products(call, project_id, limit),
    }
}

fn list_projects(call: &mut Call<Cutx>, asked: Option<u64>) -> Answer {
    let limit = entries(asked, 20);
    let (projects, all) = call.look(|account, _| {
        let projects = &account.data.projects;
        (projects.newest(limit).map(listed_project).collect::<Vec<_>>(), projects.count())
    });
    call.cite([&clause::PRODUCT_PROJECTS]);
    cite_order(call, projects.len(), all, limit_clause(asked, &clause::PRODUCT_LIMIT));
    Answer::ok(&json!({ "projects": projects }))
}

fn list_products(call: &mut Call<Cutx>, project_id: Uuid, asked: Option<u64>) -> Outcome {
    let limit = entries(asked, 50);
    let found = call.look(|account, _| {
        let project = account.data.projects.get(project_id)?;
        let products: Vec<_> = project.products.newest(limit).cloned().collect();
        Some((account.id.clone(), products, project.products.count()))
    });
    let (account_id, products, all) = found.ok_or_else(|| refusals::PROJECT_NOT_FOUND.answer())?;
    let image = |product: &Product| call.url(&product_path(&account_id, project_id, product));
    let products: Vec<_> = products.iter().map(|product| listed_product(product, image(product))).collect();
    call.cite([&clause::PRODUCT_PRODUCTS]);
    cite_order(call, products.len(), all, limit_clause(asked, &clause::PRODUCT_LIMIT_PRODUCTS));
    Ok(Answer::ok(&json!({ "products": products })))
}

/// Returns the clause on the length of a list: the usual one, unless the caller asked for a length.
fn limit_clause(asked: Option<u64>, usual: ClauseRef) -> ClauseRef {
    if asked.is_some() { &clause::PRODUCT_LIMIT_RANGE } else { usual }
}

/// Cites the order of a list, if it has one, and the limit, if it left entries out.
fn cite_order(call: &mut Call<Cutx>, listed: usize, all: usize, limit: ClauseRef) {
    call.cite_where([(listed > 1, &clause::PRODUCT_NEWEST_FIRST as ClauseRef), (listed < all, limit)]);
}

fn entries(asked: Option<u64>, default: u64) -> usize {
    usize::try_from(asked.unwrap_or(default)).unwrap_or(usize::MAX)
}

fn listed_project(project: &Project) -> ListedProject {
    ListedProject {
        id: project.id,
        name: project.name.clone(),
        description: project.description.clone(),
        product_count: project.products.count().to_string(),
        asset_count: project.assets.to_string(),
        created_at: in_seconds(project.created_at),
        updated_at: in_seconds(project.updated_at),
    }
}

fn listed_product(product: &Product, image_url: String) -> ListedProduct {
    ListedProduct {
        id: product.id,
        name: product.name.clone(),
        description: Some(product.description.clone()),
        price: Some(product.price()),
        currency: Some("USD".to_owned()),
        brand: Some(product.brand.clone()),
        category: Some(product.category.clone()),
        source_url: product.source_url.clone(),
        image_url: Some(image_url),
        created_at: in_seconds(product.created_at),
    }
}
