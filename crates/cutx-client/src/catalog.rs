//! The answers about projects, products and credits (facts sheet 3.1 and 3.2). They use snake case, unlike those of
//! generation.
//!
//! The documents do not say if a scraped field can be null. So all of them except ids may be absent.

use client_core::{Decimal, Timestamp};

use crate::ids::{AssetId, ProductId, ProjectId};

client_core::answers! {
    /// The account's credits: `GET /credits/balance`.
    Balance {
        /// The credits that can be spent.
        balance: Decimal,
        ;
        /// All credits that were ever bought, without the free credits of a new account.
        lifetime_purchased: Option<Decimal>,
        /// All credits that were ever used.
        lifetime_used: Option<Decimal>,
    }
}

client_core::answers! {
    /// A project in a list: `GET /products`.
    ProjectSummary {
        /// The id of the project.
        id: ProjectId,
        ;
        /// The name of the project.
        name: String,
        /// The description of the project.
        description: Option<String>,
        /// The number of products in the project; a string on the wire.
        product_count: Option<u64>,
        /// The number of assets in the project; a string on the wire.
        asset_count: Option<u64>,
        /// The instant of creation: ISO 8601, UTC.
        created_at: Option<Timestamp>,
        /// The instant of the last change.
        updated_at: Option<Timestamp>,
    }
}

client_core::answers! {
    /// A new project: `POST /products`.
    Project {
        /// The id of the project.
        id: ProjectId,
        ;
        /// The name of the project.
        name: String,
        /// The description of the project.
        description: Option<String>,
        /// The id of the account that owns the project.
        user_id: Option<String>,
        /// The status of the project: `active`; no other one is documented.
        status: Option<String>,
        /// The instant of creation: ISO 8601, UTC.
        created_at: Option<Timestamp>,
    }
}

client_core::answers! {
    /// A product in a list: `GET /products?projectId=`.
    Product {
        /// The id of the product.
        id: ProductId,
        ;
        /// The name of the product.
        name: String,
        /// The description of the product.
        description: Option<String>,
        /// The price as a decimal number, such as `29.99`.
        price: Option<Decimal>,
        /// The currency of the price, such as `USD`.
        currency: Option<String>,
        /// The brand of the product.
        brand: Option<String>,
        /// The category of the product.
        category: Option<String>,
        /// The URL of the page that the product was read from.
        source_url: Option<String>,
        /// The URL of the product's picture.
        image_url: Option<String>,
        /// The instant of creation: ISO 8601, UTC.
        created_at: Option<Timestamp>,
    }
}

client_core::answers! {
    /// A product that was just read from its page: `POST /products/ingest`.
    IngestedProduct {
        /// The id of the product.
        id: ProductId,
        ;
        /// The name of the product.
        name: String,
        /// The description of the product.
        description: Option<String>,
        /// The price as a decimal number, such as `29.99`.
        price: Option<Decimal>,
        /// The currency of the price, such as `USD`.
        currency: Option<String>,
        /// The brand of the product.
        brand: Option<String>,
        /// The category of the product.
        category: Option<String>,
        /// The URL of the page that the product was read from.
        source_url: Option<String>,
        /// The features of the product, as its page lists them.
        features: Vec<String>,
        /// The pictures of the product.
        images: Vec<ProductImage>,
    }
}

client_core::answers! {
    /// A picture of a product that was just read.
    ProductImage {
        /// The URL of the picture.
        url: String,
        ;
        /// The id of the picture.
        id: AssetId,
        /// `true` if this is the main picture of the product.
        is_primary: Option<bool>,
    }
}
