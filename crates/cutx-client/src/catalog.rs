//! What projects, products and credits answer (facts sheet 3.1 and 3.2): snake case, unlike generation.
//!
//! Whether a scraped field can be null is not documented, so all of them but ids and names may be absent.

use client_core::lenient;
use serde::Deserialize;
use uuid::Uuid;

/// The account's credits: `GET /credits/balance`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Balance {
    /// What can be spent.
    #[serde(deserialize_with = "lenient::integer")]
    pub balance: i64,
    /// All that was ever bought; the free credits of a new account don't count.
    #[serde(deserialize_with = "lenient::integer")]
    pub lifetime_purchased: i64,
    /// All that was ever used.
    #[serde(deserialize_with = "lenient::integer")]
    pub lifetime_used: i64,
}

/// A project as the list shows it: `GET /products`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct ProjectSummary {
    /// Its id.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// What it is about.
    #[serde(default)]
    pub description: Option<String>,
    /// How many products it has; a string on the wire.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub product_count: Option<i64>,
    /// How many assets it has; a string on the wire.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub asset_count: Option<i64>,
    /// When it was created: ISO 8601, UTC.
    #[serde(default)]
    pub created_at: Option<String>,
    /// When it was last changed.
    #[serde(default)]
    pub updated_at: Option<String>,
}

/// A project just created: `POST /products`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Project {
    /// Its id.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// What it is about.
    #[serde(default)]
    pub description: Option<String>,
    /// The account it belongs to.
    #[serde(default)]
    pub user_id: Option<Uuid>,
    /// `active`; no other status is documented.
    #[serde(default)]
    pub status: Option<String>,
    /// When it was created: ISO 8601, UTC.
    #[serde(default)]
    pub created_at: Option<String>,
}

/// A product as the list shows it: `GET /products?projectId=`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Product {
    /// Its id.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// What it is.
    #[serde(default)]
    pub description: Option<String>,
    /// Its price as a decimal number: `29.99`.
    #[serde(default, deserialize_with = "lenient::decimal")]
    pub price: Option<String>,
    /// The currency of the price: `USD`.
    #[serde(default)]
    pub currency: Option<String>,
    /// Its brand.
    #[serde(default)]
    pub brand: Option<String>,
    /// Its category.
    #[serde(default)]
    pub category: Option<String>,
    /// The page it was read from.
    #[serde(default)]
    pub source_url: Option<String>,
    /// Its picture.
    #[serde(default)]
    pub image_url: Option<String>,
    /// When it was created: ISO 8601, UTC.
    #[serde(default)]
    pub created_at: Option<String>,
}

/// A product just read from its page: `POST /products/ingest`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct IngestedProduct {
    /// Its id.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// What it is.
    #[serde(default)]
    pub description: Option<String>,
    /// Its price as a decimal number: `29.99`.
    #[serde(default, deserialize_with = "lenient::decimal")]
    pub price: Option<String>,
    /// The currency of the price: `USD`.
    #[serde(default)]
    pub currency: Option<String>,
    /// Its brand.
    #[serde(default)]
    pub brand: Option<String>,
    /// Its category.
    #[serde(default)]
    pub category: Option<String>,
    /// The page it was read from.
    #[serde(default)]
    pub source_url: Option<String>,
    /// What the page says in its favour.
    #[serde(default, deserialize_with = "lenient::list")]
    pub features: Vec<String>,
    /// Its pictures.
    #[serde(default, deserialize_with = "lenient::list")]
    pub images: Vec<ProductImage>,
}

/// A picture of a product just read.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct ProductImage {
    /// Its id.
    pub id: Uuid,
    /// Where it is.
    pub url: String,
    /// Whether it stands for the product.
    #[serde(default)]
    pub is_primary: bool,
}
