//! The requests of one connection, one after the other.

use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::Arc;

use hyper::header::{CONNECTION, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Response};
use hyper_util::rt::TokioIo;
use rocket::futures::FutureExt as _;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::oneshot;

use super::adapter::{self, ResponseBody};
use super::budgets;
use super::connection_limiter::ConnectionPermit;
use super::context::{Peer, ServerContext};

/// The future that answers a request. Boxed where it begins: it is some kilobytes, and would be copied
/// at every step on its way otherwise.
type RequestFuture = Pin<Box<dyn Future<Output = ()> + Send>>;

/// The answer of `work`, which runs in the task that asked: what only reads may end with its client.
/// What is left of it when the answer begins, the pieces of a long one, gets a task of its own.
async fn run_inline(
    work: RequestFuture,
    mut answer: oneshot::Receiver<Response<ResponseBody>>,
) -> Option<Response<ResponseBody>> {
    let mut work = AssertUnwindSafe(work).catch_unwind();
    tokio::select! {
        biased;
        // A panic outside a handler drops the sender: there is no answer then.
        _ = &mut work => answer.try_recv().ok(),
        answered = &mut answer => {
            tokio::spawn(work);
            answered.ok()
        }
    }
}

/// Answers the requests of one connection.
pub(super) async fn serve_requests(
    stream: impl AsyncRead + AsyncWrite + Unpin,
    from: Peer,
    permit: &ConnectionPermit,
    context: &Arc<ServerContext>,
) {
    let service = service_fn(|request| {
        permit.head_received();
        let (connection, limiter) = (Arc::clone(permit), permit.limiter());
        let (method, uri) = (request.method().clone(), request.uri().clone());
        let (reply, answer) = oneshot::channel();
        let only_reads = matches!(method, Method::GET | Method::HEAD);
        let work: RequestFuture = Box::pin(adapter::answer(
            Arc::clone(context),
            request,
            from,
            reply,
            Arc::clone(&connection),
        ));
        async move {
            let answered = match only_reads {
                true => run_inline(work, answer).await,
                false => {
                    // A task of its own: a client that goes away interrupts nothing half done.
                    tokio::spawn(work);
                    answer.await.ok()
                }
            };
            let mut answer = match answered {
                Some(answer) => answer,
                None => adapter::broken(&method, uri.path(), connection)?,
            };
            if limiter.is_shutting_down() {
                answer.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
            }
            Ok::<_, std::convert::Infallible>(answer)
        }
    });
    let mut http = http1::Builder::new();
    // The limiter looks at the clock: a timer for each request would cost more.
    http.header_read_timeout(None);
    http.max_buf_size(budgets::LONGEST_HEAD);
    // What breaks off is the client's affair.
    let _ = http.serve_connection(TokioIo::new(stream), service).await;
}
