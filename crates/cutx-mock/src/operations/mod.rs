//! The calls of CutX, a file each: route, form, command, answer and the clauses that decide it.

mod balance;
mod create_project;
mod generate_copy;
mod generate_static_ad;
mod generate_video;
mod ingest_product;
mod job_status;
mod list_products;

use jiff::Timestamp;
use mock_http::operation::Operation;

pub use create_project::CreateProject;
pub use ingest_product::IngestProduct;

use crate::state::Cutx;

/// Every call of the API.
pub static OPERATIONS: [Operation<Cutx>; 8] = [
    generate_copy::OPERATION,
    generate_static_ad::OPERATION,
    generate_video::OPERATION,
    job_status::OPERATION,
    balance::OPERATION,
    list_products::OPERATION,
    create_project::OPERATION,
    ingest_product::OPERATION,
];

/// Returns an instant in ISO 8601, in UTC and in whole seconds (`status.timestamps`).
fn in_seconds(at: Timestamp) -> String {
    format!("{at:.0}")
}
