//! Do the clients' examples do what they say, and do the prices that the clients tell hold?

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use backlot::{Mode, Sandbox};
use client_core::clock::VirtualClock;
use client_core::{Client, ClientBuilder};
use contract_tests::lab::Lab;
use contract_tests::orders::{PRODUCT, PROJECT};

#[path = "../../crates/apixo-client/examples/animate.rs"]
#[expect(dead_code, reason = "its `main` only reads the environment")]
mod animate;
#[path = "../../crates/sumatman-client/examples/film.rs"]
#[expect(dead_code, reason = "its `main` only reads the environment")]
mod film;
#[path = "../../crates/cutx-client/examples/static_ad.rs"]
#[expect(dead_code, reason = "its `main` only reads the environment")]
mod static_ad;

const KEY: &str = "the-reader";

fn lab() -> Lab {
    Lab::start_with(Sandbox::builder().clock(Mode::Skipping))
}

/// A client whose own pauses take no time.
fn client<C: Client<Error: std::fmt::Debug>>(builder: ClientBuilder<C>) -> C {
    builder.token(KEY).clock(Arc::new(VirtualClock::default())).build().expect("a sound base URL")
}

/// A path for a file of this test.
fn path(name: &str) -> PathBuf {
    std::env::temp_dir().join(format!("backlot-example-{}-{name}", std::process::id()))
}

/// Returns the first bytes of a file, and removes it.
fn taken(path: &PathBuf) -> Vec<u8> {
    let bytes = std::fs::read(path).expect("the file of the example");
    std::fs::remove_file(path).expect("a file of our own");
    bytes[..12].to_vec()
}

#[tokio::test]
async fn each_example_leaves_its_file() {
    let lab = lab();
    let world = lab.world().handle;
    let (ad, film, story) = (path("ad.png"), path("film.mp4"), path("story.mp4"));
    static_ad::run(&client(cutx_client::CutxClient::builder(world.url("cutx"))), &ad).await.unwrap();
    assert_eq!(taken(&ad)[..4], *b"\x89PNG");
    animate::run(&client(apixo_client::ApixoClient::builder(world.url("apixo"))), &film).await.unwrap();
    assert_eq!(taken(&film)[4..8], *b"ftyp");
    film::run(&client(sumatman_client::SumatmanClient::builder(world.url("sumatman"))), &story)
        .await
        .unwrap();
    assert_eq!(taken(&story)[4..8], *b"ftyp");
}

/// The clients' prices were written down from the documents a second time, beside those of the mocks.
#[tokio::test]
async fn what_a_client_says_before_a_purchase_is_charged() {
    let lab = lab();
    let world = lab.world().handle;
    let charged = |provider: &str| {
        let ledger = world.ledger(provider, KEY).expect("an account").entries;
        let last = ledger.iter().rev().find(|entry| entry.amount < backlot::Credits::ZERO);
        last.expect("a charge").amount.to_string().trim_start_matches('-').to_owned()
    };

    let cutx = client(cutx_client::CutxClient::builder(world.url("cutx")));
    let (meta, short, bold) =
        (cutx_client::Platform::Meta, cutx_client::Format::Short, cutx_client::Tone::Bold);
    let copy = cutx_client::CopyRequest::new(PROJECT, PRODUCT, meta, short, bold);
    cutx.copy(&copy).await.unwrap();
    assert_eq!(charged("cutx"), copy.price().to_string());
    let ad = cutx_client::StaticAdRequest::new(PROJECT, PRODUCT);
    cutx.static_ad(&ad).await.unwrap();
    assert_eq!(charged("cutx"), ad.price().to_string());
    let video = cutx_client::VideoRequest::new(PROJECT, PRODUCT, "Look at this, will you?");
    cutx.video(&video).await.unwrap();
    assert_eq!(charged("cutx"), video.price().to_string());

    let sumatman = client(sumatman_client::SumatmanClient::builder(world.url("sumatman")).pace(None));
    for minutes in [3, 5, 10, 15, 20, 25, 30] {
        let story = "A lamp that was afraid of the dark";
        let film = sumatman_client::CreateRequest::new("fairytale_story", story).with_video_duration(minutes);
        let submission = sumatman.create(&film).await.unwrap();
        let price = film.price().unwrap();
        assert_eq!(charged("sumatman"), price.credits.to_string(), "{minutes}");
        assert_eq!(submission.scene_count, Some(price.scenes.into()), "{minutes}");
    }

    let apixo = client(apixo_client::ApixoClient::builder(world.url("apixo")));
    for (resolution, seconds) in [("480p", 2_u64), ("480p", 7), ("720p", 9), ("720p", 500)] {
        let motion = format!("https://example.com/motion.mp4?duration={seconds}");
        let film = apixo_client::AnimateRequest::new("https://example.com/me.png", motion);
        let film = film.with_resolution(resolution);
        apixo.animate(&film).await.unwrap();
        let estimate = film.estimate(Duration::from_secs(seconds)).unwrap();
        assert_eq!(
            charged("apixo").parse::<client_core::Decimal>().unwrap(),
            estimate,
            "{resolution} {seconds}"
        );
    }

    let animus = client(animus_client::AnimusClient::builder(world.url("animus")));
    let requests = [
        animus_client::CreateRequest::new("In the rain"),
        animus_client::CreateRequest::new("In the rain").with_character_id("char_123"),
        animus_client::CreateRequest::new("In the rain").with_source_image_url("https://example.com/a.png"),
        animus_client::CreateRequest::new("In the rain")
            .with_source_image_url("https://example.com/a.png")
            .with_convert_to_video(true),
        animus_client::CreateRequest::new("In the rain").with_num_images(3),
    ];
    for request in requests {
        let submission = animus.create(&request).await.unwrap();
        assert_eq!(submission.credits_deducted, request.estimate().map(f64::from), "{request:?}");
    }
    let prompts = ["In the rain", "In the snow"].map(animus_client::BatchPrompt::new);
    let batch = animus_client::BatchRequest::new(prompts).with_character_id("char_123");
    let submission = animus.create_batch(&batch).await.unwrap();
    assert_eq!(submission.credits_deducted, Some(f64::from(batch.estimate())));
    let faces = animus_client::AutoFacesRequest::new("https://example.com/a.png")
        .with_prompts(["In profile", "Laughing", "Asleep"].map(str::to_owned));
    let ordered = animus.auto_generate_faces("char_123", &faces).await.unwrap();
    assert_eq!(ordered.credits_deducted, faces.estimate());
}
