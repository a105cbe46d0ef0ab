//! Buys a static ad, and writes it to a file.
//!
//! ```sh
//! export CUTX_BASE_URL=http://127.0.0.1:4080/cutx/api CUTX_API_TOKEN=my-key
//! cargo run -p cutx-client --example static_ad
//! ```

use std::path::Path;
use std::time::Duration;

use cutx_client::{AspectRatio, CutxClient, CutxRefusal, Result, StaticAdRequest};

/// The ids that every account of the sandbox starts with.
const PROJECT: &str = "00000000-0000-4000-8000-000000000001";
const PRODUCT: &str = "00000000-0000-4000-8000-000000000002";

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    run(&CutxClient::from_env().build()?, Path::new("ad.png")).await
}

#[expect(clippy::print_stdout, reason = "it is what this program is for")]
pub(crate) async fn run(client: &CutxClient, file: &Path) -> Result<()> {
    let request = StaticAdRequest::new(PROJECT, PRODUCT)
        .with_aspect_ratio(AspectRatio::Portrait4x5)
        .with_prompt("Summer light on a kitchen table")
        .with_new_idempotency_key();
    println!("The ad costs {} credits.", request.price());
    let submission = match client.static_ad(&request).await {
        Err(error) if error.refusal() == Some(&CutxRefusal::InsufficientCredits) => {
            println!("There are too few credits left.");
            return Ok(());
        }
        submission => submission?,
    };
    let told = |job: &cutx_client::Job| println!("The job is {}.", job.status);
    let job = client.job(&submission).wait_with(Duration::from_secs(300), told).await?;
    for asset in job.assets {
        let downloaded = client.download(&asset.url).to_file(file).await?;
        println!("{} bytes are in {}.", downloaded.length, file.display());
    }
    Ok(())
}
