//! The document of the control API: the shapes are in the fixture, and the words come from the list of calls.

use std::sync::LazyLock;

use control_api::CALLS;
use serde_json::Value;

/// The shapes, as JSON.
static SHAPES: &str = include_str!(concat!(env!("OUT_DIR"), "/control.json"));

static WHOLE: LazyLock<Value> = LazyLock::new(|| {
    let mut document: Value = serde_json::from_str(SHAPES).expect("the build wrote it as JSON");
    for call in CALLS {
        let operation = &mut document["paths"][call.path][call.method.as_str().to_lowercase()];
        operation["operationId"] = call.name.into();
        operation["summary"] = call.summary.into();
    }
    document
});

/// Returns the document.
pub(super) fn whole() -> Value {
    WHOLE.clone()
}
