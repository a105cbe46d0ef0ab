//! Uploads: what is taken, what is refused, and what is left of one that breaks off.

use std::time::Duration;

use backlot::Sandbox;
use contract_tests::lab::Lab;
use reqwest::Method;
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::{FACE, FRONT, KEY, fixture, get, make, upload_body, upload_bytes, upload_face};

/// What a person is told of each file that is not taken.
#[tokio::test]
async fn a_face_that_is_refused_is_refused_in_words() {
    let lab = Lab::start();
    let world = lab.world();
    let id = make(&world).await;
    let rows = [
        ("refused/too-small.png", "The image has 511 x 512 pixels; a face image needs at least 512 x 512"),
        ("refused/flat-grey.png", "The image is not sharp enough"),
        ("refused/blurred.jpg", "The image is not sharp enough"),
        ("refused/truncated.jpg", "The JPEG image is corrupt"),
        ("refused/not-a-picture.jpg", "The file is not an image that can be read"),
    ];
    for (file, words) in rows {
        let answer = upload_face(&world, &id, file).await;
        let detail = answer.body["detail"].as_str().unwrap_or_default();
        assert_eq!(answer.status, 400, "{file}: {answer:?}");
        assert!(detail.starts_with(words), "{file}: {detail}");
    }
    let empty = upload_bytes(&world, &format!("/{id}/upload/face-image"), "a.jpg", Vec::new(), None).await;
    assert_eq!(empty.status, 400);
    assert_eq!(get(&world, &format!("/{id}/assets")).await["total"], 0);
    assert_eq!(upload_face(&world, &id, "photos/just-large-enough.png").await.status, 200);
}

/// Bodies have to be readable, no more.
#[tokio::test]
async fn a_body_may_be_small_and_blurred_but_not_corrupt() {
    let lab = Lab::start();
    let world = lab.world();
    let id = make(&world).await;
    for file in ["refused/too-small.png", "refused/flat-grey.png", "refused/blurred.jpg"] {
        assert_eq!(upload_body(&world, &id, file, "body_image").await.status, 200, "{file}");
    }
    for file in ["refused/truncated.jpg", "refused/not-a-picture.jpg"] {
        assert_eq!(upload_body(&world, &id, file, "body_image").await.status, 400, "{file}");
    }
}

/// Content decides, and the file comes back as it went.
#[tokio::test]
async fn a_png_named_jpg_is_served_as_the_png_that_it_is() {
    let lab = Lab::start();
    let world = lab.world();
    let id = make(&world).await;
    let kept = upload_body(&world, &id, "photos/png-named.jpg", "body_image").await.body;
    assert_eq!(kept["filename"], "png-named.jpg");
    let file = world.request(Method::GET, kept["view_url"].as_str().unwrap()).send().await.unwrap();
    assert_eq!(file.headers()["content-type"], "image/png");
    assert_eq!(file.bytes().await.unwrap(), fixture("photos/png-named.jpg"));
}

#[tokio::test]
async fn the_same_bytes_twice_are_two_assets() {
    let lab = Lab::start();
    let world = lab.world();
    let id = make(&world).await;
    let first = upload_face(&world, &id, FACE).await.body;
    let second = upload_face(&world, &id, FACE).await.body;
    assert_ne!(first["asset_id"], second["asset_id"]);
    assert_ne!(first["view_url"], second["view_url"]);
    assert_eq!(get(&world, &format!("/{id}/assets")).await["total"], 2);
}

/// However many come at once: the cap is kept under the account's lock.
#[tokio::test]
async fn the_21st_face_and_the_41st_body_are_refused_however_they_come() {
    let lab = Lab::start();
    let world = lab.world();
    let id = make(&world).await;
    let faces = (0..24).map(|_| upload_face(&world, &id, "photos/just-large-enough.png"));
    let bodies = (0..44).map(|_| upload_body(&world, &id, "photos/png-named.jpg", "body_image"));
    let faces = futures_util::future::join_all(faces);
    let (faces, bodies) = tokio::join!(faces, futures_util::future::join_all(bodies));
    let taken = |answers: &[contract_tests::lab::Answer]| {
        answers.iter().filter(|answer| answer.status == 200).count()
    };
    assert_eq!((taken(&faces), taken(&bodies)), (20, 40));
    let refused = faces.iter().find(|answer| answer.status == 400).unwrap();
    assert!(refused.body["detail"].as_str().unwrap().contains("at most 20 face images"));
    let refused = bodies.iter().find(|answer| answer.status == 400).unwrap();
    assert!(refused.body["detail"].as_str().unwrap().contains("at most 40 body images"));
    let record = get(&world, &format!("/characters/{id}")).await;
    assert_eq!((&record["face_images_count"], &record["body_images_count"]), (&20.into(), &40.into()));
}

#[tokio::test]
async fn a_side_that_is_not_known_is_refused() {
    let lab = Lab::start();
    let world = lab.world();
    let id = make(&world).await;
    let refused = upload_body(&world, &id, FRONT, "body_image_side").await;
    assert_eq!(refused.status, 400);
    let detail = refused.body["detail"].as_str().unwrap();
    assert!(detail.contains("body_image_front") && detail.contains("body_image_side"), "{detail}");
}

/// The sandbox itself, with nothing around it that would read a request before it does.
struct Bare {
    sandbox: Sandbox,
    http: reqwest::Client,
    character: String,
}

impl Bare {
    async fn start() -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let sandbox = Sandbox::builder().start().unwrap();
        let made = http.post(format!("{}/animus/v2/characters", sandbox.url())).bearer_auth(KEY);
        let made = made.json(&serde_json::json!({ "name": "Mira" })).send().await.unwrap();
        let made: Value = made.json().await.unwrap();
        let character = made["character_id"].as_str().unwrap().to_owned();
        Self { sandbox, http, character }
    }

    fn url(&self, path: &str) -> String {
        format!("{}/animus/v2{path}", self.sandbox.url())
    }

    /// Sends a head and a body as they are: what comes back.
    async fn throw(&self, headers: &str, body: &[u8]) -> String {
        let mut socket = self.send(headers, body).await;
        let mut came = Vec::new();
        let read = tokio::time::timeout(Duration::from_secs(20), socket.read_to_end(&mut came)).await;
        let _ = read.expect("an end within 20 s");
        String::from_utf8_lossy(&came).into_owned()
    }

    async fn send(&self, headers: &str, body: &[u8]) -> TcpStream {
        let host = self.sandbox.url().strip_prefix("http://").unwrap().to_owned();
        let mut socket = TcpStream::connect(&host).await.unwrap();
        let path = format!("/animus/v2/{}/upload/face-image", self.character);
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {KEY}\r\nConnection: close\r\n{headers}\r\n"
        );
        let _ = socket.write_all(head.as_bytes()).await;
        // A server that has seen enough may close before everything is sent.
        let _ = socket.write_all(body).await;
        socket
    }

    async fn assets(&self) -> u64 {
        let list = self.http.get(self.url(&format!("/{}/assets", self.character))).bearer_auth(KEY);
        let list: Value = list.send().await.unwrap().json().await.unwrap();
        list["total"].as_u64().unwrap()
    }
}

/// A form with a file, by a boundary.
fn form(boundary: &str, file: &[u8]) -> Vec<u8> {
    let head = format!(
        "--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"face.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n"
    );
    [head.as_bytes(), file, format!("\r\n--{boundary}--\r\n").as_bytes()].concat()
}

fn headers(boundary: &str, length: usize) -> String {
    format!("Content-Type: multipart/form-data; boundary={boundary}\r\nContent-Length: {length}\r\n")
}

#[tokio::test]
async fn a_whole_form_on_a_raw_socket_is_taken() {
    let bare = Bare::start().await;
    let body = form("end", &fixture(FACE));
    let came = bare.throw(&headers("end", body.len()), &body).await;
    assert!(came.starts_with("HTTP/1.1 200 "), "{came}");
    assert_eq!(bare.assets().await, 1);
}

/// Wherever it breaks off: in the head of a part, in the file, and just before its end.
#[tokio::test]
async fn a_connection_dropped_half_way_leaves_no_asset() {
    let bare = Bare::start().await;
    let body = form("end", &fixture(FACE));
    for sent in [0, 20, 100, body.len() / 2, body.len() - 9] {
        let mut socket = bare.send(&headers("end", body.len()), &body[..sent]).await;
        let _ = socket.shutdown().await;
        // Once it closes too, the sandbox has seen the end.
        let read = tokio::time::timeout(Duration::from_secs(20), socket.read_to_end(&mut Vec::new())).await;
        let _ = read.expect("an end within 20 s");
    }
    assert_eq!(bare.assets().await, 0);
}

/// The length is right, the form is not.
#[tokio::test]
async fn a_form_that_breaks_off_or_has_another_boundary_is_refused_whole() {
    let bare = Bare::start().await;
    let body = form("end", &fixture(FACE));
    let rows = [
        (headers("end", body.len() / 2), &body[..body.len() / 2]),
        (headers("end", body.len() - 9), &body[..body.len() - 9]),
        (headers("other", body.len()), &body[..]),
        (format!("Content-Type: multipart/form-data\r\nContent-Length: {}\r\n", body.len()), &body[..]),
        (format!("Content-Type: application/json\r\nContent-Length: {}\r\n", body.len()), &body[..]),
        (format!("Content-Length: {}\r\n", body.len()), &body[..]),
        (headers("end", 0), &body[..0]),
    ];
    for (headers, body) in rows {
        let came = bare.throw(&headers, body).await;
        assert!(came.starts_with("HTTP/1.1 400 ") && came.contains("detail"), "{headers}: {came}");
    }
    assert_eq!(bare.assets().await, 0);
}

/// Its sender gets to read why, even if it sends all of it first.
#[tokio::test]
async fn a_huge_file_is_read_to_its_end_and_refused() {
    let bare = Bare::start().await;
    for megabytes in [11, 40] {
        let body = form("end", &vec![b'x'; megabytes * 1024 * 1024]);
        let came = bare.throw(&headers("end", body.len()), &body).await;
        assert!(came.starts_with("HTTP/1.1 413 "), "{megabytes}: {came}");
        assert!(came.contains("A body may have at most 10 MiB"), "{came}");
    }
    assert_eq!(bare.assets().await, 0);
}

/// Nobody reads for ever, and nothing is kept of it.
#[tokio::test]
async fn a_file_without_an_end_is_cut_off() {
    let bare = Bare::start().await;
    let head = "Content-Type: multipart/form-data; boundary=end\r\nContent-Length: 1000000000\r\n";
    bare.throw(head, &form("end", &vec![b'x'; 90 * 1024 * 1024])).await;
    assert_eq!(bare.assets().await, 0);
}

/// A form of exactly the limit holds no picture either, but is not refused for its size.
#[tokio::test]
async fn a_form_of_ten_mebibytes_is_looked_at_and_one_byte_more_is_not() {
    const LIMIT: usize = 10 * 1024 * 1024;
    let bare = Bare::start().await;
    let around = form("end", b"").len();
    for (size, expected) in [(LIMIT, "not an image that can be read"), (LIMIT + 1, "413 Payload Too Large")] {
        let body = form("end", &vec![b'x'; size - around]);
        let came = bare.throw(&headers("end", body.len()), &body).await;
        assert!(came.contains(expected), "{size}: {came}");
    }
}

/// The texts of a form are few.
#[tokio::test]
async fn a_form_with_too_much_text_is_refused_in_words() {
    let bare = Bare::start().await;
    let part = |name: &str, size: usize| {
        let text = "x".repeat(size);
        format!("--end\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n")
    };
    for texts in [part("mood", 65_536), part("mood", 40_000) + &part("pose", 40_000)] {
        let body = [texts.as_bytes(), &form("end", &fixture(FACE))].concat();
        let came = bare.throw(&headers("end", body.len()), &body).await;
        assert!(came.contains("The form has more than 64 KiB of text beside its file"), "{came}");
    }
    assert_eq!(bare.assets().await, 0);
}

#[tokio::test]
async fn parts_that_nobody_asked_for_are_ignored() {
    let lab = Lab::start();
    let world = lab.world();
    let id = make(&world).await;
    let form = reqwest::multipart::Form::new()
        .text("mood", "cheerful")
        .part("second", reqwest::multipart::Part::bytes(vec![1; 100_000]).file_name("second.jpg"))
        .part("file", reqwest::multipart::Part::bytes(fixture(FACE)).file_name("face.jpg"));
    let url = format!("{}/{id}/upload/face-image", world.handle.url("animus"));
    let sent = world.request(Method::POST, &url).bearer_auth(KEY).multipart(form).send().await.unwrap();
    let answer = contract_tests::lab::answer(sent).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    assert!(answer.clauses.contains(&"animus.error.unknown-fields".to_owned()), "{answer:?}");
}
