//! The answers about projects, products and credits (facts sheet 3.1 and 3.2). They use snake case, unlike those of
//! generation.
//!
//! The documents do not say if a scraped field can be null. So all of them except ids and names may be absent.

use client_core::lenient;
use serde::Deserialize;
use uuid::Uuid;

/// The account's credits: `GET /credits/balance`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Balance {
    /// The credits that can be spent.
    #[serde(deserialize_with = "lenient::integer")]
    pub balance: i64,
    /// All credits that were ever bought, without the free credits of a new account.
    #[serde(deserialize_with = "lenient::integer")]
    pub lifetime_purchased: i64,
    /// All credits that were ever used.
    #[serde(deserialize_with = "lenient::integer")]
    pub lifetime_used: i64,
}

/// A project in a list: `GET /products`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct ProjectSummary {
    /// The id of the project.
    pub id: Uuid,
    /// The name of the project.
    pub name: String,
    /// The description of the project.
    #[serde(default)]
    pub description: Option<String>,
    /// The number of products in the project; a string on the wire.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub product_count: Option<i64>,
    /// The number of assets in the project; a string on the wire.
    #[serde(default, deserialize_with = "lenient::optional_integer")]
    pub asset_count: Option<i64>,
    /// The instant of creation: ISO 8601, UTC.
    #[serde(default)]
    pub created_at: Option<String>,
    /// The instant of the last change.
    #[serde(default)]
    pub updated_at: Option<String>,
}

/// A new project: `POST /products`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Project {
    /// The id of the project.
    pub id: Uuid,
    /// The name of the project.
    pub name: String,
    /// The description of the project.
    #[serde(default)]
    pub description: Option<String>,
    /// The id of the account that owns the project.
    #[serde(default)]
    pub user_id: Option<Uuid>,
    /// The status of the project: `active`; no other one is documented.
    #[serde(default)]
    pub status: Option<String>,
    /// The instant of creation: ISO 8601, UTC.
    #[serde(default)]
    pub created_at: Option<String>,
}

/// A product in a list: `GET /products?projectId=`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Product {
    /// The id of the product.
    pub id: Uuid,
    /// The name of the product.
    pub name: String,
    /// The description of the product.
    #[serde(default)]
    pub description: Option<String>,
    /// The price as a decimal number, such as `29.99`.
    #[serde(default, deserialize_with = "lenient::decimal")]
    pub price: Option<String>,
    /// The currency of the price, such as `USD`.
    #[serde(default)]
    pub currency: Option<String>,
    /// The brand of the product.
    #[serde(default)]
    pub brand: Option<String>,
    /// The category of the product.
    #[serde(default)]
    pub category: Option<String>,
    /// The URL of the page that the product was read from.
    #[serde(default)]
    pub source_url: Option<String>,
    /// The URL of the product's picture.
    #[serde(default)]
    pub image_url: Option<String>,
    /// The instant of creation: ISO 8601, UTC.
    #[serde(default)]
    pub created_at: Option<String>,
}

/// A product that was just read from its page: `POST /products/ingest`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct IngestedProduct {
    /// The id of the product.
    pub id: Uuid,
    /// The name of the product.
    pub name: String,
    /// The description of the product.
    #[serde(default)]
    pub description: Option<String>,
    /// The price as a decimal number, such as `29.99`.
    #[serde(default, deserialize_with = "lenient::decimal")]
    pub price: Option<String>,
    /// The currency of the price, such as `USD`.
    #[serde(default)]
    pub currency: Option<String>,
    /// The brand of the product.
    #[serde(default)]
    pub brand: Option<String>,
    /// The category of the product.
    #[serde(default)]
    pub category: Option<String>,
    /// The URL of the page that the product was read from.
    #[serde(default)]
    pub source_url: Option<String>,
    /// The features of the product, as its page lists them.
    #[serde(default, deserialize_with = "lenient::list")]
    pub features: Vec<String>,
    /// The pictures of the product.
    #[serde(default, deserialize_with = "lenient::list")]
    pub images: Vec<ProductImage>,
}

/// A picture of a product that was just read.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct ProductImage {
    /// The id of the picture.
    pub id: Uuid,
    /// The URL of the picture.
    pub url: String,
    /// `true` if this is the main picture of the product.
    #[serde(default)]
    pub is_primary: bool,
}
