//! Makes a film of a story, and writes it to a file.
//!
//! ```sh
//! export SUMATMAN_BASE_URL=http://127.0.0.1:4080/sumatman/api SUMATMAN_API_KEY=my-key
//! cargo run -p sumatman-client --example film
//! ```

use std::path::Path;
use std::time::Duration;

use sumatman_client::{CreateRequest, Result, StoryType, SumatmanClient, SumatmanRefusal};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    run(&SumatmanClient::from_env().build()?, Path::new("film.mp4")).await
}

#[expect(clippy::print_stdout, reason = "it is what this program is for")]
pub(crate) async fn run(client: &SumatmanClient, file: &Path) -> Result<()> {
    let request =
        CreateRequest::new(StoryType::Fairytale, "A lamp that was afraid of the dark").with_video_duration(3);
    if let Some(price) = request.price() {
        println!("The film costs {} credits and has {} scenes.", price.credits, price.scenes);
    }
    let submission = match client.create(&request).await {
        Err(error) if error.refusal() == Some(&SumatmanRefusal::InsufficientCredits) => {
            println!("There are too few credits left.");
            return Ok(());
        }
        submission => submission?,
    };
    let told = |task: &sumatman_client::Task| println!("The task is {}.", task.process_status);
    let task = client.task(&submission).wait_with(Duration::from_secs(3600), told).await?;
    if let Some(url) = task.final_video_url {
        let downloaded = client.download(&url).to_file(file).await?;
        println!("{} bytes are in {}.", downloaded.length, file.display());
    }
    Ok(())
}
