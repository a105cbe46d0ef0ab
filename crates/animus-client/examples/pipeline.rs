//! Makes a picture of a person from a folder of photos, with the whole of Animus from end to end.
//!
//! `cargo run -p animus-client --example pipeline -- --help` shows how to try it.

#![expect(clippy::print_stdout, reason = "it tells what it does")]

use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use animus_client::{
    AnimusClient, AnimusError, AnimusRefusal, AutoFacesRequest, CharacterId, CharacterRequest, CreateRequest,
    Dataset, DatasetRequest, ErrorKind, Generation, ImageFilter, ImageType, PaymentReason, Polling, Progress,
    Result, TrainingStart, Upload, UploadJob, Verdict,
};
use clap::Parser;
use futures_util::TryStreamExt;
use futures_util::future::try_join;
use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

/// The time limit of every single step. The duration of a training is not documented.
const PATIENCE: Duration = Duration::from_secs(3 * 3600);

/// Makes an Animus character from a folder of photos, trains it, and makes a picture of it.
///
/// The steps are those of the provider's guides: a character, its photos, a dataset that is
/// reviewed and approved, the training of face and body, and at last a picture. The folder
/// holds face-*.jpg (at least 512x512), body-front*.jpg and body-back*.jpg.
///
/// Try it with the sandbox, where it costs nothing. In one terminal:
///
///     cargo run --release -- --clock skipping
///
/// and in another one:
///
///     cargo run -p animus-client --example pipeline -- --poll 0.05
///
/// A sandbox with a skipping clock moves its time on with every look, so there is no waiting.
/// With `--pace 100` instead, all work takes a hundredth of its time.
#[derive(Parser)]
#[command(verbatim_doc_comment)]
struct Options {
    /// The base URL of the API. The real one, <https://api.animusai.co/v2>, takes real credits.
    #[arg(long, default_value = "http://127.0.0.1:4080/animus/v2")]
    base_url: String,
    /// The API key. In the sandbox every word is a key, and opens an account of its own.
    #[arg(long, env = "ANIMUS_API_KEY", hide_env_values = true, default_value = "pipeline")]
    key: String,
    /// The folder of photos.
    #[arg(long, default_value = "fixtures/animus/photos")]
    photos: PathBuf,
    /// The file to write the picture to.
    #[arg(long, default_value = "portrait.png")]
    out: PathBuf,
    /// The prompt of the picture.
    #[arg(long, default_value = "A portrait in a rowing boat, early morning mist")]
    prompt: String,
    /// The public URL of a photo to make more faces of, for half a credit each.
    #[arg(long)]
    more_faces_from: Option<String>,
    /// Seconds between two looks at running work; by default 2, growing to 10.
    #[arg(long)]
    poll: Option<f64>,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let options = Options::parse();
    let photos = photos_in(&options.photos);
    if photos.is_empty() {
        println!("There are no photos in {}. See --help.", options.photos.display());
        return ExitCode::FAILURE;
    }
    match run(options, &photos).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("{}", explain(&error));
            ExitCode::FAILURE
        }
    }
}

/// Describes an error to a person, with the remedy if there is one.
fn explain(error: &AnimusError) -> String {
    match error.refusal() {
        Some(AnimusRefusal::PaymentRequired(payment)) => match (payment.reason, payment.missing_credits()) {
            (PaymentReason::InsufficientCredits, Some(missing)) => {
                format!("{missing} credits are missing.")
            }
            (PaymentReason::SubscriptionRequired, _) => {
                "This needs a subscription to the character.".to_owned()
            }
            _ => payment.message.clone().unwrap_or_else(|| error.to_string()),
        },
        None if error.kind() == ErrorKind::Connect => format!("{error}. Is the sandbox running? See --help."),
        _ => error.to_string(),
    }
}

async fn run(options: Options, photos: &[PathBuf]) -> Result<()> {
    let polling = match options.poll {
        Some(seconds) => Polling::every(Duration::try_from_secs_f64(seconds).unwrap_or_default()),
        None => Polling::default().with_pauses(Duration::from_secs(2), Duration::from_secs(10)),
    };
    let client = AnimusClient::builder(&options.base_url).token(options.key).polling(polling).build()?;
    let pipeline = Pipeline { client, console: Console::new() };

    let character = pipeline.client.create_character(&CharacterRequest::new("Pipeline")).await?.character_id;
    pipeline.console.say(&format!("character: {character}"));
    pipeline.upload(&character, photos).await?;
    if let Some(url) = options.more_faces_from {
        pipeline.more_faces(&character, url).await?;
    }
    pipeline.dataset(&character).await?;
    pipeline.review(&character).await?;
    pipeline.training(&character).await?;
    pipeline.picture(&character, &options.prompt, &options.out).await
}

struct Pipeline {
    client: AnimusClient,
    console: Console,
}

impl Pipeline {
    /// Uploads every photo, one after the other.
    async fn upload(&self, character: &CharacterId, photos: &[PathBuf]) -> Result<()> {
        for photo in photos {
            let name = photo.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let step = self.console.step(&name);
            let told = step.clone();
            let upload = Upload::path(photo)
                .with_progress(move |progress| told.at(progress.sent, progress.total.unwrap_or_default()));
            let uploaded = if name.starts_with("face-") {
                self.client.upload_face(character, &upload).await?
            } else {
                let side = if name.starts_with("body-front") {
                    ImageType::BodyImageFront
                } else {
                    ImageType::BodyImageBack
                };
                self.client.upload_body(character, &upload, Some(side)).await?
            };
            step.end(&uploaded.caption.unwrap_or_else(|| "uploaded".to_owned()));
        }
        Ok(())
    }

    async fn more_faces(&self, character: &CharacterId, url: String) -> Result<()> {
        let step = self.console.step("more faces");
        let faces = self.client.auto_generate_faces(character, &AutoFacesRequest::new(url)).await?;
        let tell = |job: &UploadJob| {
            let made = job.completed_images.unwrap_or_default();
            step.at(made, job.total_images.unwrap_or_default());
            step.news(&format!("{}, {made} made", job.status));
        };
        self.client.upload_job(&faces).wait_with(PATIENCE, tell).await?;
        step.end("made");
        Ok(())
    }

    async fn dataset(&self, character: &CharacterId) -> Result<()> {
        let step = self.console.step("dataset");
        let request = DatasetRequest::new().with_use_default_prompts(true);
        let planned =
            self.client.generate_dataset(character, &request).await?.total_images.unwrap_or_default();
        let tell = |dataset: &Dataset| {
            let made = dataset.total_images.unwrap_or_default();
            step.at(made, planned);
            step.news(&format!("{}, {made} of {planned}", dataset.dataset_status));
        };
        let dataset = self.client.dataset(character).wait_with(PATIENCE, tell).await?;
        step.end(&format!("{} images", dataset.total_images.unwrap_or_default()));
        Ok(())
    }

    /// Approves every image. In real use a person would look at each of them.
    async fn review(&self, character: &CharacterId) -> Result<()> {
        let step = self.console.step("review");
        let images = self.client.dataset_images(character, ImageFilter::All).await?.images;
        for (done, image) in (1..).zip(&images) {
            self.client.set_dataset_image_approval(character, &image.image_id, Verdict::Approve).await?;
            step.at(done, images.len() as u64);
        }
        let approval = self.client.approve_dataset(character).await?;
        step.end(&format!("{} approved", approval.approved_images.unwrap_or_default()));
        Ok(())
    }

    /// Trains face and body at the same time, and shows the log of each.
    async fn training(&self, character: &CharacterId) -> Result<()> {
        let face = self.client.start_face_training(character).await?;
        let body = self.client.start_body_training(character).await?;
        let left = body.remaining_balance.map_or_else(String::new, |left| format!(", {left} credits left"));
        self.console.say(&format!("training: face and body{left}"));
        try_join(self.follow(character, "face", face), self.follow(character, "body", body)).await?;
        let ready = self.client.capabilities(character).await?.generation_ready == Some(true);
        self.console.say(if ready { "ready to be rendered" } else { "not ready to be rendered yet" });
        Ok(())
    }

    async fn follow(&self, character: &CharacterId, what: &str, start: TrainingStart) -> Result<()> {
        let step = self.console.step(what);
        let mut updates = self.client.training_log_updates(character, &start.job_id, PATIENCE);
        while let Some(update) = updates.try_next().await? {
            step.at(hundredths(update.job.progress), 100);
            update.lines.iter().for_each(|line| step.news(line));
        }
        // The log ends with its job, whether that failed or not; this look tells which.
        step.end(
            self.client.training_job(character, &start.job_id).wait(Duration::ZERO).await?.status.as_str(),
        );
        Ok(())
    }

    async fn picture(&self, character: &CharacterId, prompt: &str, out: &Path) -> Result<()> {
        let step = self.console.step("picture");
        let request = CreateRequest::new(prompt).with_character_id(character);
        let submission = self.client.create(&request).await?;
        let tell = |generation: &Generation| {
            step.at(hundredths(generation.progress), 100);
            step.news(generation.status.as_str());
        };
        let generation = self.client.generation(&submission).wait_with(PATIENCE, tell).await?;
        for (number, url) in generation.result_urls.iter().enumerate() {
            let out = if number == 0 { out.to_owned() } else { out.with_extension(format!("{number}.png")) };
            let download = self.client.download(url);
            let told = |progress: Progress| step.at(progress.received, progress.total.unwrap_or_default());
            let file = download.with_progress(told).to_file(&out).await?;
            step.end(&format!("{} bytes in {}", file.length, out.display()));
        }
        Ok(())
    }
}

/// Returns the folder's photos in the order of their names, without any other files.
fn photos_in(folder: &Path) -> Vec<PathBuf> {
    let wanted = |photo: &PathBuf| {
        let name = photo.file_stem().unwrap_or_default().to_string_lossy();
        let jpeg = photo.extension().is_some_and(|ending| ending == "jpg");
        jpeg && ["face-", "body-front", "body-back"].iter().any(|kind| name.starts_with(kind))
    };
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut photos: Vec<_> = entries.map(|entry| entry.path()).filter(wanted).collect();
    photos.sort();
    photos
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 100")]
fn hundredths(progress: Option<f64>) -> u64 {
    progress.unwrap_or_default().clamp(0.0, 100.0) as u64
}

/// The output: bars on a terminal, plain lines anywhere else.
struct Console {
    bars: Option<MultiProgress>,
}

impl Console {
    fn new() -> Self {
        Self { bars: io::stderr().is_terminal().then(MultiProgress::new) }
    }

    fn say(&self, line: &str) {
        match &self.bars {
            Some(bars) => bars.suspend(|| println!("{line}")),
            None => println!("{line}"),
        }
    }

    fn step(&self, title: &str) -> Step {
        let bar = self.bars.as_ref().map(|bars| {
            let style = ProgressStyle::with_template("{prefix:16} {bar:32} {pos}/{len} {wide_msg}");
            let bar = ProgressBar::new(0).with_style(style.expect("a sound template"));
            bars.add(bar.with_prefix(title.to_owned()))
        });
        Step { title: title.to_owned(), bar }
    }
}

/// The line of one step.
#[derive(Clone)]
struct Step {
    title: String,
    bar: Option<ProgressBar>,
}

impl Step {
    fn at(&self, done: u64, total: u64) {
        if let Some(bar) = &self.bar {
            bar.set_length(total);
            bar.set_position(done);
        }
    }

    fn news(&self, text: &str) {
        match &self.bar {
            Some(bar) => bar.set_message(text.to_owned()),
            None => println!("{}: {text}", self.title),
        }
    }

    fn end(&self, text: &str) {
        match &self.bar {
            Some(bar) => bar.finish_with_message(text.to_owned()),
            None => println!("{}: {text}", self.title),
        }
    }
}
