//! What was bought can be fetched.

use crate::scripted;
use crate::server::Reply;

#[tokio::test]
async fn a_result_is_fetched_without_the_token() {
    let (server, client) = scripted([Reply::Json(200, "a picture"), Reply::Json(200, "a picture")]).await;
    let url = format!("{}/media/ad.png", server.url);
    assert_eq!(client.download(&url).bytes().await.unwrap(), "a picture");
    let path = std::env::temp_dir().join(format!("cutx-{}.png", std::process::id()));
    let mut told = 0;
    let download = client.download(&url).with_progress(|progress| told = progress.received);
    assert_eq!(download.to_file(&path).await.unwrap().length, 9);
    assert_eq!((told, std::fs::read(&path).unwrap()), (9, b"a picture".to_vec()));
    std::fs::remove_file(&path).unwrap();
    assert!(server.requests().iter().all(|request| !request.contains("token-1")));
}
