//! Turns the contract into constants.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    contract::build::write_constants("../../fixtures/animus")
}
