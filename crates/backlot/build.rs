//! Turns the document of the control API into JSON.

use std::error::Error;
use std::path::PathBuf;

const DOCUMENT: &str = "../../fixtures/backlot/openapi.yaml";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={DOCUMENT}");
    let document: serde_json::Value = yaml_serde::from_str(&std::fs::read_to_string(DOCUMENT)?)?;
    let out = PathBuf::from(std::env::var("OUT_DIR")?).join("control.json");
    std::fs::write(out, document.to_string())?;
    Ok(())
}
