//! Progress as server-sent events: what is new when it is new, at most ten times a second, and a comment now and then so
//! that nobody takes the connection for dead.

use crate::status::{State, Status, Step};
use crate::tell;
use axum::body::{Body, Bytes, HttpBody};
use axum::http::header::{CONTENT_TYPE, HeaderName};
use axum::response::{IntoResponse, Response};
use hyper::body::Frame;
use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::sync::{mpsc, watch};
use tokio::time::{sleep, timeout};

/// The shortest time between two events.
const PACE: Duration = Duration::from_millis(100);
/// The longest time without a word.
const SILENCE: Duration = Duration::from_secs(15);

/// A body that is made while it is sent.
struct Stream(mpsc::Receiver<Bytes>);

impl HttpBody for Stream {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        self.0.poll_recv(cx).map(|bytes| bytes.map(|bytes| Ok(Frame::data(bytes))))
    }
}

/// Everything that happens to an analysis from now on.
pub(crate) fn events(status: watch::Receiver<Status>) -> Response {
    let (sender, receiver) = mpsc::channel(4);
    tokio::spawn(tell(status, sender));
    let headers = [(CONTENT_TYPE, "text/event-stream"), (HeaderName::from_static("x-accel-buffering"), "no")];
    (headers, Body::new(Stream(receiver))).into_response()
}

/// Ends with the analysis, or when nobody listens any more.
async fn tell(mut status: watch::Receiver<Status>, sender: mpsc::Sender<Bytes>) {
    let mut last: Option<Step> = None;
    loop {
        let now = status.borrow_and_update().clone();
        if now.state != State::Running {
            let _ = sender.send(event("end", &tell::status(&now).to_string())).await;
            return;
        }
        let step = now.step();
        if last.as_ref() != Some(&step) {
            let data = serde_json::to_string(&step).expect("a step is plain JSON");
            if sender.send(event("progress", &data)).await.is_err() {
                return;
            }
            last = Some(step);
        }
        sleep(PACE).await;
        match timeout(SILENCE, status.changed()).await {
            Ok(Ok(())) => {}
            // The server is about to stop.
            Ok(Err(_)) => return,
            Err(_) => {
                if sender.send(Bytes::from_static(b": still here\n\n")).await.is_err() {
                    return;
                }
            }
        }
    }
}

fn event(name: &str, data: &str) -> Bytes {
    Bytes::from(format!("event: {name}\ndata: {data}\n\n"))
}
