//! Photos are sent as forms, from all their sources.

use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use animus_client::*;

use crate::server::{Reply, Server};
use crate::{CHARACTER, answer, scripted};

const UPLOADED: &str = r#"{"success": true, "message": "Taken in", "asset_id": "asset_1",
    "storj_url": "https://example.com/s", "view_url": "https://example.com/v", "filename": "face.jpg",
    "caption": null, "caption_status": "pending"}"#;

/// Returns the request line of a request, and its form without the name of the boundary.
fn parts(server: &Server, number: usize) -> (String, String) {
    let request = &server.requests()[number];
    let (head, body) = request.split_once("\r\n\r\n").unwrap();
    let (_, boundary) = head.split_once("content-type: multipart/form-data; boundary=").unwrap();
    let body = body.replace(boundary.lines().next().unwrap(), "B").replace("\r\n", "\n");
    (head.lines().next().unwrap().to_owned(), body)
}

fn file(name: &str, content: &str) -> String {
    format!(
        "--B\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\nContent-Type: image/jpeg\n\n{content}\n"
    )
}

#[tokio::test]
async fn a_face_is_sent_as_printed_and_the_answer_is_understood() {
    let (server, client) = scripted([answer(UPLOADED)]).await;
    let photo = client.upload_face(CHARACTER, &Upload::bytes("face.jpg", "jpeg")).await.unwrap();
    let (line, form) = parts(&server, 0);
    assert_eq!(line, "POST /animus/v2/char_77/upload/face-image HTTP/1.1");
    assert_eq!(form, format!("{}--B--\n", file("face.jpg", "jpeg")));
    assert_eq!((photo.success, photo.message.as_deref()), (Some(true), Some("Taken in")));
    assert_eq!((photo.asset_id.as_deref(), photo.filename.as_deref()), (Some("asset_1"), Some("face.jpg")));
    assert_eq!(photo.storj_url.as_deref(), Some("https://example.com/s"));
    assert_eq!(photo.view_url.as_deref(), Some("https://example.com/v"));
    assert_eq!((photo.caption, photo.caption_status), (None, Some(CaptionStatus::Pending)));
}

#[tokio::test]
async fn a_body_is_sent_with_its_side_if_that_is_given() {
    let (server, client) = scripted((0..3).map(|_| answer(UPLOADED))).await;
    let photo = Upload::bytes("body.jpg", "jpeg");
    for side in [None, Some(ImageType::BodyImageFront), Some("body_image_left".into())] {
        client.upload_body(CHARACTER, &photo, side).await.unwrap();
    }
    for (number, side) in ["", "body_image_front", "body_image_left"].into_iter().enumerate() {
        let (line, form) = parts(&server, number);
        assert_eq!(line, "POST /animus/v2/char_77/upload/body-image HTTP/1.1");
        let text = format!("--B\nContent-Disposition: form-data; name=\"image_type\"\n\n{side}\n");
        let text = if side.is_empty() { String::new() } else { text };
        assert_eq!(form, format!("{}{text}--B--\n", file("body.jpg", "jpeg")));
    }
}

#[tokio::test]
async fn a_photo_is_read_anew_for_each_try_and_its_progress_told() {
    let (server, client) = scripted([Reply::With(429, "retry-after: 1", ""), answer(UPLOADED)]).await;
    let (opened, told) = (Arc::new(AtomicUsize::new(0)), Arc::new(Mutex::new(Vec::new())));
    let (count, tell) = (opened.clone(), told.clone());
    let open = move || {
        count.fetch_add(1, Ordering::Relaxed);
        async { Ok(&b"jpeg"[..]) }
    };
    let photo = Upload::reader("face.jpg", Some(4), open)
        .with_progress(move |progress| tell.lock().unwrap().push((progress.sent, progress.total)));
    client.upload_face(CHARACTER, &photo).await.unwrap();
    assert_eq!((parts(&server, 0), opened.load(Ordering::Relaxed)), (parts(&server, 1), 2));
    assert_eq!(*told.lock().unwrap(), [(4, Some(4)); 2]);
}

#[tokio::test]
async fn a_photo_that_fails_is_told_of_with_the_reason() {
    let (server, client) = scripted([Reply::Json(400, r#"{"detail": "The image is 300x300"}"#)]).await;
    let error = client.upload_face(CHARACTER, &Upload::bytes("face.jpg", "jpeg")).await.unwrap_err();
    assert_eq!(error.refusal(), Some(&AnimusRefusal::InvalidRequest));
    assert_eq!((error.message(), error.problems().len()), (Some("The image is 300x300"), 1));
    assert!(!error.may_have_been_sent());

    let missing = client.upload_face(CHARACTER, &Upload::path("/nowhere/face.jpg")).await.unwrap_err();
    assert_eq!(
        (missing.kind(), missing.refusal(), missing.may_have_been_sent()),
        (ErrorKind::Read, None, false)
    );
    let broken = || async { Err::<&[u8], _>(io::Error::other("the disk is gone")) };
    let broken =
        client.upload_body(CHARACTER, &Upload::reader("b.jpg", None, broken), None).await.unwrap_err();
    assert_eq!((broken.kind(), broken.may_have_been_sent()), (ErrorKind::Read, false));
    assert_eq!(server.requests().len(), 1);
}
