//! Answers, as they are written.

use std::collections::BTreeMap;

use serde::Serialize;
use uuid::Uuid;

/// A refusal.
#[derive(Serialize)]
pub struct Refused {
    /// What kind.
    pub error: &'static str,
    /// A sentence on it.
    pub message: &'static str,
    /// Where the input is invalid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub details: Option<Details>,
}

/// Where the input is invalid, as Zod flattens it.
#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Details {
    /// Faults of the whole.
    pub form_errors: Vec<String>,
    /// Faults by field.
    pub field_errors: BTreeMap<String, Vec<String>>,
}

/// One text of a copy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Variant {
    /// The first words.
    pub hook: String,
    /// The text.
    pub body: String,
    /// What to do.
    pub cta: String,
    /// With their `#`.
    pub hashtags: Vec<String>,
}

/// The answer to a generation call.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Submitted {
    /// The job.
    pub job_id: String,
    /// Its state, or `reused`.
    pub status: &'static str,
    /// What was taken for it now.
    pub credits_used: i64,
    /// The balance, left out for a reused job.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub credits_remaining: Option<i64>,
    /// The texts of a copy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub variants: Option<Vec<Variant>>,
}

/// The answer to a status call.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct JobStatus {
    /// The job.
    pub id: String,
    /// What kind of work it is.
    pub r#type: &'static str,
    /// Its state.
    pub status: &'static str,
    /// What came of it.
    pub assets: Vec<Asset>,
    /// When it was accepted.
    pub created_at: String,
    /// When it was done.
    pub completed_at: Option<String>,
}

/// What came of a job.
#[derive(Serialize)]
pub struct Asset {
    /// Its own id.
    pub id: Uuid,
    /// `image` or `video`.
    pub r#type: &'static str,
    /// Where it is.
    pub url: String,
}

/// The answer to a balance call.
#[derive(Serialize)]
pub struct Balance {
    /// What there is.
    pub balance: i64,
    /// What was bought: nothing can be bought here.
    pub lifetime_purchased: i64,
    /// What was taken and not given back.
    pub lifetime_used: i64,
}

/// A project in a list.
#[derive(Serialize)]
pub struct ListedProject {
    /// Its id.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// What it is about.
    pub description: Option<String>,
    /// How many products it has: a string, as documented.
    pub product_count: String,
    /// How many assets it has: a string, as documented.
    pub asset_count: String,
    /// When it was made.
    pub created_at: String,
    /// When it last changed.
    pub updated_at: String,
}

/// A project that was just made.
#[derive(Serialize)]
pub struct CreatedProject {
    /// Its id.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// What it is about.
    pub description: Option<String>,
    /// Whose it is.
    pub user_id: String,
    /// `active`.
    pub status: &'static str,
    /// When it was made.
    pub created_at: String,
}

/// A product in a list.
#[derive(Serialize)]
pub struct ListedProduct {
    /// Its id.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// What it is.
    pub description: Option<String>,
    /// What it costs: a string, as documented.
    pub price: Option<String>,
    /// In which currency.
    pub currency: Option<String>,
    /// Who makes it.
    pub brand: Option<String>,
    /// What kind of thing it is.
    pub category: Option<String>,
    /// The page that it was read from.
    pub source_url: Option<String>,
    /// A picture of it.
    pub image_url: Option<String>,
    /// When it was made.
    pub created_at: String,
}

/// A product that was just read from a page.
#[derive(Serialize)]
pub struct IngestedProduct {
    /// Its id.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// What it is.
    pub description: Option<String>,
    /// What it costs: a string, as documented.
    pub price: Option<String>,
    /// In which currency.
    pub currency: Option<String>,
    /// Who makes it.
    pub brand: Option<String>,
    /// What kind of thing it is.
    pub category: Option<String>,
    /// The page.
    pub source_url: String,
    /// What is good about it.
    pub features: Vec<String>,
    /// Pictures of it.
    pub images: Vec<ProductImage>,
}

/// A picture of a product.
#[derive(Serialize)]
pub struct ProductImage {
    /// Its own id.
    pub id: Uuid,
    /// Where it is.
    pub url: String,
    /// Whether it is the first to show.
    pub is_primary: bool,
}
