//! Answers, as they are written.

use std::collections::BTreeMap;

use serde::Serialize;
use uuid::Uuid;

/// A refusal.
#[derive(Serialize)]
pub struct Refused {
    /// The kind of refusal.
    pub error: &'static str,
    /// A sentence about the refusal.
    pub message: &'static str,
    /// The faults of the input; absent in other refusals.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub details: Option<Details>,
}

/// The faults of the input, in the flattened form of Zod.
#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Details {
    /// The faults of the whole request.
    pub form_errors: Vec<String>,
    /// The faults by field.
    pub field_errors: BTreeMap<String, Vec<String>>,
}

/// One text of a copy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Variant {
    /// The opening words.
    pub hook: String,
    /// The main text.
    pub body: String,
    /// The call to action.
    pub cta: String,
    /// The hashtags, each with its `#`.
    pub hashtags: Vec<String>,
}

/// The answer to a generation call.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Submitted {
    /// The id of the job.
    pub job_id: String,
    /// The state of the job, or `reused`.
    pub status: &'static str,
    /// The credits that this call took.
    pub credits_used: i64,
    /// The balance after the call; absent for a reused job.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub credits_remaining: Option<i64>,
    /// The texts of a copy; absent in other answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub variants: Option<Vec<Variant>>,
}

/// The answer to a status call.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct JobStatus {
    /// The id of the job.
    pub id: String,
    /// The name of the kind of work.
    pub r#type: &'static str,
    /// The state of the job.
    pub status: &'static str,
    /// The results of the job; empty until it is completed.
    pub assets: Vec<Asset>,
    /// The instant of its creation.
    pub created_at: String,
    /// The instant of its completion.
    pub completed_at: Option<String>,
}

/// A result of a job.
#[derive(Serialize)]
pub struct Asset {
    /// The id of the asset.
    pub id: Uuid,
    /// `image` or `video`.
    pub r#type: &'static str,
    /// The URL of the file.
    pub url: String,
}

/// The answer to a balance call.
#[derive(Serialize)]
pub struct Balance {
    /// The balance in credits.
    pub balance: i64,
    /// The credits ever bought: always 0, because nothing can be bought here.
    pub lifetime_purchased: i64,
    /// The credits charged and not refunded.
    pub lifetime_used: i64,
}

/// A project in a list.
#[derive(Serialize)]
pub struct ListedProject {
    /// The id of the project.
    pub id: Uuid,
    /// The name of the project.
    pub name: String,
    /// The description that its owner gave it.
    pub description: Option<String>,
    /// The number of its products: a string, as documented.
    pub product_count: String,
    /// The number of its assets: a string, as documented.
    pub asset_count: String,
    /// The instant of its creation.
    pub created_at: String,
    /// The instant of its last change.
    pub updated_at: String,
}

/// A project that was just made.
#[derive(Serialize)]
pub struct CreatedProject {
    /// The id of the project.
    pub id: Uuid,
    /// The name of the project.
    pub name: String,
    /// The description that its owner gave it.
    pub description: Option<String>,
    /// The id of its owner.
    pub user_id: String,
    /// Always `active`.
    pub status: &'static str,
    /// The instant of its creation.
    pub created_at: String,
}

/// A product in a list.
#[derive(Serialize)]
pub struct ListedProduct {
    /// The id of the product.
    pub id: Uuid,
    /// The name of the product.
    pub name: String,
    /// The description of the product.
    pub description: Option<String>,
    /// The price: a string, as documented.
    pub price: Option<String>,
    /// The currency of the price.
    pub currency: Option<String>,
    /// The name of the brand.
    pub brand: Option<String>,
    /// The category.
    pub category: Option<String>,
    /// The page that it was read from.
    pub source_url: Option<String>,
    /// The URL of its picture.
    pub image_url: Option<String>,
    /// The instant of its creation.
    pub created_at: String,
}

/// A product that was just read from a page.
#[derive(Serialize)]
pub struct IngestedProduct {
    /// The id of the product.
    pub id: Uuid,
    /// The name of the product.
    pub name: String,
    /// The description of the product.
    pub description: Option<String>,
    /// The price: a string, as documented.
    pub price: Option<String>,
    /// The currency of the price.
    pub currency: Option<String>,
    /// The name of the brand.
    pub brand: Option<String>,
    /// The category.
    pub category: Option<String>,
    /// The URL of the page.
    pub source_url: String,
    /// The selling points of the product.
    pub features: Vec<String>,
    /// The pictures of the product.
    pub images: Vec<ProductImage>,
}

/// A picture of a product.
#[derive(Serialize)]
pub struct ProductImage {
    /// The id of the picture.
    pub id: Uuid,
    /// The URL of the picture.
    pub url: String,
    /// `true` for the picture to show first.
    pub is_primary: bool,
}
