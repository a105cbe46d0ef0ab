//! Buys one thing at each of the four services, behind a company's proxy with a certificate authority of its own.
//!
//! `SANDBOX` is the base URL of a sandbox, `CUTX_BASE_URL` that of CutX there, `PROXY` that of the proxy, `CA` a file of certificates, and `OUT` a folder. It is
//! written as a program outside of the workspace would be, from the documentation of the four clients alone.

use std::path::Path;
use std::time::Duration;

use animus_client::{AnimusClient, AnimusError, AnimusRefusal, CreateRequest};
use apixo_client::{AnimateRequest, ApixoClient, ApixoError, ApixoRefusal, Model};
use cutx_client::{CutxClient, CutxError, CutxRefusal, StaticAdRequest};
use sumatman_client::{SumatmanClient, SumatmanError, SumatmanRefusal};

const KEY: &str = "four-services";
const PATIENCE: Duration = Duration::from_secs(600);
/// Every look moves a skipping sandbox on, so there is nothing to wait for.
const PAUSE: Duration = Duration::from_millis(5);

/// A failure at any of the services.
#[derive(Debug)]
enum Failure {
    Animus(AnimusError),
    Apixo(ApixoError),
    Cutx(CutxError),
    Sumatman(SumatmanError),
}

impl Failure {
    /// Returns the remedy, by the service's own reason.
    fn remedy(&self) -> &'static str {
        const CREDITS: &str = "buy credits";
        match self {
            Self::Animus(error) => match error.refusal() {
                Some(AnimusRefusal::PaymentRequired(_)) => CREDITS,
                _ => "ask Animus",
            },
            Self::Apixo(error) => match error.refusal() {
                Some(ApixoRefusal::InsufficientCredits) => CREDITS,
                _ => "ask APIXO",
            },
            Self::Cutx(error) => match error.refusal() {
                Some(CutxRefusal::InsufficientCredits) => CREDITS,
                _ => "ask CutX",
            },
            Self::Sumatman(error) => match error.refusal() {
                Some(SumatmanRefusal::InsufficientCredits) => CREDITS,
                _ => "ask Sumatman",
            },
        }
    }
}

macro_rules! failures {
    ($($error:ident is $service:ident,)+) => {$(
        impl From<$error> for Failure {
            fn from(error: $error) -> Self {
                Self::$service(error)
            }
        }
    )+};
}

failures! {
    AnimusError is Animus,
    ApixoError is Apixo,
    CutxError is Cutx,
    SumatmanError is Sumatman,
}

/// Gives any of the four clients the company's proxy and certificate authority.
macro_rules! behind_the_proxy {
    ($builder:expr, $proxy:expr, $pem:expr) => {
        $builder
            .token(KEY)
            .proxy(cutx_client::reqwest::Proxy::all($proxy).expect("a sound URL").basic_auth("me", "secret"))
            .root_certificates($pem)
            .polling(cutx_client::Polling::every(PAUSE))
            .pace(None)
            .build()?
    };
}

async fn run(sandbox: &str, proxy: &str, pem: &[u8], out: &Path) -> Result<(), Failure> {
    let animus = behind_the_proxy!(AnimusClient::builder(format!("{sandbox}/animus/v2")), proxy, pem);
    let apixo = behind_the_proxy!(ApixoClient::builder(format!("{sandbox}/apixo/api/v1")), proxy, pem);
    let cutx = behind_the_proxy!(CutxClient::from_env(), proxy, pem);
    let sumatman = behind_the_proxy!(SumatmanClient::builder(format!("{sandbox}/sumatman/api")), proxy, pem);

    let submission = animus.create(&CreateRequest::new("In the rain").with_character_id("char_123")).await?;
    let generation = animus.generation(&submission).wait(PATIENCE).await?;
    animus.download(&generation.result_urls[0]).to_file(out.join("animus.png")).await?;

    let request =
        AnimateRequest::new("https://example.com/me.png", "https://example.com/dance.mp4?duration=5");
    let submission = apixo.animate(&request).await?;
    let task = apixo.task(Model::Wan22Animate, &submission).wait(PATIENCE).await?;
    apixo.download(&task.result_urls()?[0]).to_file(out.join("apixo.mp4")).await?;

    let (project, product) = ("00000000-0000-4000-8000-000000000001", "00000000-0000-4000-8000-000000000002");
    let submission = cutx.static_ad(&StaticAdRequest::new(project, product)).await?;
    let job = cutx.job(&submission).wait(PATIENCE).await?;
    cutx.download(&job.assets[0].url).to_file(out.join("cutx.png")).await?;

    let story = "A lamp that was afraid of the dark";
    let request = sumatman_client::CreateRequest::new("fairytale_story", story).with_video_duration(3);
    let submission = sumatman.create(&request).await?;
    let task = sumatman.task(&submission).wait(PATIENCE).await?;
    let url = task.final_video_url.unwrap_or_default();
    sumatman.download(&url).to_file(out.join("sumatman.mp4")).await?;
    Ok(())
}

#[tokio::main(flavor = "current_thread")]
#[expect(clippy::print_stderr, reason = "it is where a program tells its failure")]
async fn main() -> std::process::ExitCode {
    let variable = |name: &str| std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set"));
    let pem = std::fs::read(variable("CA")).expect("a file of certificates");
    match run(&variable("SANDBOX"), &variable("PROXY"), &pem, Path::new(&variable("OUT"))).await {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{failure:?}: {}", failure.remedy());
            std::process::ExitCode::FAILURE
        }
    }
}
