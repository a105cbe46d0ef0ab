//! Films in the hands of another decoder: `ffmpeg`, where it is installed.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use mock_media::{Artwork, Camera, Card, Figure, Film, Studio, Style, View, Voice};

/// Returns films of all kinds, each with its name.
fn films() -> Vec<(&'static str, Film)> {
    let lines = ["A fox ran to the sea.", "Snow fell on the castle at night.", "一条龙飞过山谷。"];
    let card = |index: usize| {
        let line = lines[index % 3];
        let card = Card::new("Sumatman", "Story", "web_1", index as u64).prompt("The Tale of the Fox");
        card.depicts(line).subtitle(line).speech(line).note("style", "Comic Book Style").watermark("PREVIEW")
    };
    let story = |scenes: usize, seconds, style| Film {
        scenes: (0..scenes).map(|index| card(index).style(style)).collect(),
        width: 1024,
        height: 576,
        duration: Duration::from_secs(seconds),
        camera: Camera::Zoom,
        has_transitions: true,
        voice: Some(Voice(7)),
    };
    let speaker = card(0).figure(Figure { view: View::Face, look: 5 });
    let clip = Film {
        scenes: vec![card(1)],
        width: 1280,
        height: 720,
        duration: Duration::from_secs(5),
        camera: Camera::Drift,
        ..Film::default()
    };
    vec![
        ("story", story(10, 180, Style::Free)),
        ("long", story(55, 1800, Style::Free)),
        ("comic", story(4, 60, Style::Comic)),
        ("speaker", Film { scenes: vec![speaker], camera: Camera::Still, ..story(1, 9, Style::Free) }),
        ("tiny", Film { width: 34, height: 18, ..story(3, 2, Style::Free) }),
        ("clip", clip),
    ]
}

fn run(program: &str, arguments: &[&str], file: &PathBuf) -> Option<(String, String)> {
    let output = Command::new(program).args(arguments).arg(file).stdin(Stdio::null()).output().ok()?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Some((text(&output.stdout), text(&output.stderr)))
}

#[test]
fn ffmpeg_decodes_all_films_without_a_warning() {
    let studio = Studio::new(0);
    let folder = std::env::temp_dir();
    for (name, film) in films() {
        let file = folder.join(format!("mock-media-{}-{name}.mp4", std::process::id()));
        std::fs::write(&file, studio.render(&Artwork::Film(film.clone())).bytes).unwrap();
        let decoded = Command::new("ffmpeg")
            .args(["-v", "warning", "-xerror", "-i"])
            .arg(&file)
            .args(["-f", "null", "-"])
            .stdin(Stdio::null())
            .output();
        let entries = "stream=codec_name,duration,nb_frames";
        let probed = run("ffprobe", &["-v", "error", "-show_entries", entries, "-of", "csv=p=0"], &file);
        std::fs::remove_file(&file).unwrap();
        let (Ok(decoded), Some((streams, _))) = (decoded, probed) else {
            println!("passed over: ffmpeg and ffprobe are not installed");
            return;
        };
        assert!(decoded.status.success(), "{name}");
        assert_eq!(String::from_utf8_lossy(&decoded.stderr), "", "{name}");
        let seconds = film.duration.as_secs();
        let streams: Vec<Vec<&str>> = streams.lines().map(|line| line.split(',').collect()).collect();
        let codecs: Vec<&str> = streams.iter().map(|stream| stream[0]).collect();
        assert_eq!(codecs, if film.voice.is_some() { vec!["h264", "aac"] } else { vec!["h264"] }, "{name}");
        for stream in &streams {
            assert_eq!(stream[1], format!("{seconds}.000000"), "{name}: {}", stream[0]);
        }
        let pictures: u64 = streams[0][2].parse().unwrap();
        assert!(pictures >= seconds * if seconds <= 60 { 10 } else { 5 }, "{name}: {pictures}");
    }
}
