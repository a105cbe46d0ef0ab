//! Animates a picture by the motion of a film, and writes the result to a file.
//!
//! ```sh
//! export APIXO_BASE_URL=http://127.0.0.1:4080/apixo/api/v1 APIXO_API_KEY=my-key
//! cargo run -p apixo-client --example animate
//! ```

use std::path::Path;
use std::time::Duration;

use apixo_client::{ADVISED_TIMEOUT, AnimateRequest, ApixoClient, ApixoRefusal, Model, Resolution, Result};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    run(&ApixoClient::from_env().build()?, Path::new("film.mp4")).await
}

#[expect(clippy::print_stdout, reason = "it is what this program is for")]
pub(crate) async fn run(client: &ApixoClient, file: &Path) -> Result<()> {
    let request =
        AnimateRequest::new("https://example.com/me.png", "https://example.com/dance.mp4?duration=5")
            .with_resolution(Resolution::P720);
    if let Some(price) = request.estimate(Duration::from_secs(5)) {
        println!("The film costs about {price} of {} dollars.", client.balance().await?);
    }
    let submission = match client.animate(&request).await {
        Err(error) if error.refusal() == Some(&ApixoRefusal::InsufficientCredits) => {
            println!("The balance is too small.");
            return Ok(());
        }
        submission => submission?,
    };
    let told = |task: &apixo_client::Task| println!("The task is {}.", task.state);
    let task = client.task(Model::Wan22Animate, &submission).wait_with(ADVISED_TIMEOUT, told).await?;
    for url in task.result_urls()? {
        let downloaded = client.download(&url).to_file(file).await?;
        println!("{} bytes are in {}.", downloaded.length, file.display());
    }
    Ok(())
}
