//! `POST /products/ingest`: makes up the product of a page, which is never fetched (`cutx-facts.md`, 3.1).

use std::sync::Arc;

use kernel::command::{Command, Decision};
use kernel::context::Context;
use kernel::evidence::ClauseRef;
use kernel::form::{Fields, url, uuid};
use kernel::machine::Account;
use mock_http::answer::{Answer, Outcome};
use mock_http::call::Call;
use mock_http::operation::Operation;
use mock_http::refusal::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::json;
use url::Url;
use uuid::Uuid;

use crate::catalogue::Product;
use crate::results::product_path;
use crate::state::Cutx;
use crate::{clause, refusals};

pub(super) const OPERATION: Operation<Cutx> =
    Operation::post("/products/ingest", |call| Box::pin(answer(call)));

/// Adds the product of a page to a project.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct IngestProduct {
    /// The URL of the page.
    pub url: Url,
    /// The id of the project that gets the product.
    pub project_id: Uuid,
}

impl IngestProduct {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let page = fields.required("url", &clause::PRODUCT_INGEST_URL, url);
        let project_id = fields.required("projectId", &clause::PRODUCT_INGEST, uuid);
        Some(Self { url: page?, project_id: project_id? })
    }
}

/// A product in its account.
#[derive(Debug)]
pub struct Ingested {
    account_id: Arc<str>,
    product: Arc<Product>,
}

impl Command<Cutx> for IngestProduct {
    const NAME: &'static str = "ingest-product";
    type Reply = Ingested;

    fn apply(self, account: &mut Account<Cutx>, context: &Context) -> Decision<Ingested, Answer> {
        let (_, mut stream) = account.draw();
        let Some(project) = account.data.projects.get_mut(self.project_id) else {
            return Err(refusals::PROJECT_NOT_FOUND.answer()).into();
        };
        let product = project.put(Product::derived(&self.url, &mut stream, context.now), context.now);
        Ok(Ingested { account_id: account.id.clone(), product }).into()
    }
}

/// A product that was just read from a page.
#[derive(Serialize)]
struct IngestedProduct {
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
    /// The URL of the page.
    source_url: Option<String>,
    /// The selling points of the product.
    features: Vec<String>,
    /// The pictures of the product.
    images: Vec<ProductImage>,
}

/// A picture of a product.
#[derive(Serialize)]
struct ProductImage {
    /// The id of the picture.
    id: Uuid,
    /// The URL of the picture.
    url: String,
    /// `true` for the picture to show first.
    is_primary: bool,
}

async fn answer(call: &mut Call<Cutx>) -> Outcome {
    let command = call.json(IngestProduct::read).await?;
    let project_id = command.project_id;
    let Ingested { account_id, product } = call.apply(command)?;
    let image = ProductImage {
        id: product.image_id,
        url: call.url(&product_path(&account_id, project_id, &product)),
        is_primary: true,
    };
    let product = IngestedProduct {
        id: product.id,
        name: product.name.clone(),
        description: Some(product.description.clone()),
        price: Some(product.price()),
        currency: Some("USD".to_owned()),
        brand: Some(product.brand.clone()),
        category: Some(product.category.clone()),
        source_url: product.source_url.clone(),
        features: product.features.clone(),
        images: vec![image],
    };
    call.cite([&clause::PRODUCT_INGEST as ClauseRef, &clause::PRODUCT_INGEST_DERIVED]);
    Ok(Answer::json(StatusCode::CREATED, &json!({ "product": product })))
}
