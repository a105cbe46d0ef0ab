//! The server: one listener, any service, and an end that does not wait for ever.

use std::io;
use std::time::Duration;

use axum::Router;
use axum::serve::ListenerExt;
use tokio::net::TcpListener;
use tokio::sync::watch;

/// How long calls under way may take to finish once the server is told to stop.
const GRACE: Duration = Duration::from_secs(2);

/// Serves until `stop` is ready, then lets calls under way finish, and drops what has not finished after two seconds:
/// a request that was sent half would otherwise hold the end up for ever.
pub async fn serve(listener: TcpListener, app: Router, stop: impl Future<Output = ()>) -> io::Result<()> {
    let listener = listener.tap_io(|stream| {
        // Small answers must not wait for more; a socket that refuses the option still works.
        let _ = stream.set_nodelay(true);
    });
    let (stopping, mut stopped) = watch::channel(());
    let server = axum::serve(listener, app).with_graceful_shutdown(async move {
        let _ = stopped.changed().await;
    });
    let mut server = tokio::spawn(server.into_future());
    tokio::select! {
        ended = &mut server => return ended.map_err(io::Error::other)?,
        () = stop => {}
    }
    stopping.send_replace(());
    match tokio::time::timeout(GRACE, &mut server).await {
        Ok(ended) => ended.map_err(io::Error::other)?,
        Err(_) => {
            server.abort();
            Ok(())
        }
    }
}
