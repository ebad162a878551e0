//! Forms with files (`multipart/form-data`), part by part: how many there are and how long their
//! heads get is bounded, and nothing is made for a part before something of it has come.

use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::task::{Context, Poll};
use std::time::Duration;

use hyper::body::Bytes;
use multer::{Field, Multipart};
use rocket::data::{Data, FromData, Outcome};
use rocket::{Request, async_trait};
use tokio::io::{AsyncRead, ReadBuf};
use tokio::time::timeout;

use super::failure::fail;
use super::intake::{NO_ROOM, charge};
use super::unread_body::UnreadBody;
use crate::error::{Error, Result};
use crate::message::message;

/// Files of a form at most, …
const MOST_FILES: usize = 10;
/// … and texts beside them.
const MOST_TEXTS: usize = 20;
/// The head of a part is found within so many bytes, or is none. That a request's may be as long is chance.
const LONGEST_PART_HEAD: usize = 32 * 1024;
/// The parser looks at what has come after each of these.
const STEP: usize = 16 * 1024;
/// What an upload holds in memory: its buffers and texts. Files go to the disk.
const HELD: usize = 2 * 1024 * 1024;
/// A client that sends nothing for so long has gone.
const SILENCE: Duration = Duration::from_secs(30);

/// The parts of a form, as they come.
pub struct Parts<'r> {
    form: Multipart<'r>,
    /// Bytes read since somebody looked.
    read: Arc<AtomicUsize>,
    files: usize,
    texts: usize,
}

/// A part that is coming.
pub struct Part<'r>(Field<'r>);

impl<'r> Parts<'r> {
    /// The parts of this request's body, which ends after so many bytes.
    ///
    /// # Errors
    /// 415 for what is no such form, 503 when its sender holds too much already.
    pub async fn of(request: &Request<'_>, data: Data<'r>) -> Result<Self> {
        let kind = request.content_type().map(ToString::to_string).unwrap_or_default();
        let boundary = multer::parse_boundary(kind).map_err(|_| {
            Error::unsupported(message(
                "refused-not-multipart",
                "Send files as multipart/form-data, field files. Nothing was stored.",
            ))
        })?;
        let rest = UnreadBody::of_request(request);
        if rest.is_coming() {
            let mut charge = charge(request).await;
            if charge.as_mut().is_some_and(|held| !held.grows_to(HELD)) {
                return Err(Error::busy(NO_ROOM));
            }
            request.local_cache(|| charge);
        }
        Ok(Self::new(rest.after(data), boundary))
    }

    fn new(body: Pin<Box<dyn AsyncRead + Send + 'r>>, boundary: String) -> Self {
        let read = Arc::new(AtomicUsize::new(0));
        let body = InSteps { body, step: 0, read: Arc::clone(&read) };
        Self { form: Multipart::with_reader(body, boundary), read, files: 0, texts: 0 }
    }

    /// The next part; the one before has been read to its end.
    ///
    /// # Errors
    /// 400 for what is no form, for too many parts, and when the client has gone.
    pub async fn next(&mut self) -> Result<Option<Part<'r>>> {
        self.read.store(0, Relaxed);
        let (form, read) = (&mut self.form, &self.read);
        let next = poll_fn(|context| match form.poll_next_field(context) {
            Poll::Ready(next) => Poll::Ready(Some(next)),
            Poll::Pending if read.load(Relaxed) > LONGEST_PART_HEAD => Poll::Ready(None),
            Poll::Pending => Poll::Pending,
        });
        let next = async { next.await.unwrap_or(Err(multer::Error::IncompleteHeaders)) };
        let Some(field) = in_time(next).await? else { return Ok(None) };
        match field.file_name() {
            Some(_) => self.files += 1,
            None => self.texts += 1,
        }
        if self.files > MOST_FILES {
            return Err(Error::field(
                "files",
                message("at-most-files", "must be at most {most} files at once")
                    .count("most", MOST_FILES),
            ));
        }
        if self.texts > MOST_TEXTS {
            let must =
                message("at-most-texts", "must not have more than {most} texts beside its files");
            return Err(Error::field("body", must.count("most", MOST_TEXTS)));
        }
        Ok(Some(Part(field)))
    }
}

#[async_trait]
impl<'r> FromData<'r> for Parts<'r> {
    type Error = ();

    async fn from_data(request: &'r Request<'_>, data: Data<'r>) -> Outcome<'r, Self> {
        match Self::of(request, data).await {
            Ok(parts) => Outcome::Success(parts),
            Err(error) => Outcome::Error((fail(request, error), ())),
        }
    }
}

impl Part<'_> {
    /// What the form calls it.
    pub fn name(&self) -> &str {
        self.0.name().unwrap_or_default()
    }

    /// What the client calls the file, where it is one.
    pub fn file_name(&self) -> Option<&str> {
        self.0.file_name()
    }

    /// The next bytes of it.
    ///
    /// # Errors
    /// As [`Parts::next`].
    pub async fn chunk(&mut self) -> Result<Option<Bytes>> {
        in_time(self.0.chunk()).await
    }
}

/// What comes next, unless the client has gone or what it sends is no form.
async fn in_time<T>(coming: impl Future<Output = multer::Result<T>>) -> Result<T> {
    match timeout(SILENCE, coming).await {
        Ok(Ok(came)) => Ok(came),
        Ok(Err(multer::Error::StreamReadFailed(_) | multer::Error::IncompleteStream)) => {
            Err(broken_off())
        }
        Ok(Err(_)) => Err(Error::field(
            "body",
            message("unreadable-upload", "is not valid multipart/form-data"),
        )),
        Err(_) => Err(broken_off()),
    }
}

/// 400: the client has gone, or takes too long.
pub fn broken_off() -> Error {
    Error::bad(
        "VALIDATION_ERROR",
        message(
            "refused-upload-broken",
            "The upload broke off. Nothing was stored: send it again.",
        ),
    )
}

/// A body that pauses after each step. The parser takes all that is there before it looks at it.
struct InSteps<'r> {
    body: Pin<Box<dyn AsyncRead + Send + 'r>>,
    step: usize,
    read: Arc<AtomicUsize>,
}

impl AsyncRead for InSteps<'_> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.step >= STEP {
            self.step = 0;
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        let before = buffer.filled().len();
        let polled = self.body.as_mut().poll_read(context, buffer);
        let came = buffer.filled().len() - before;
        self.step = if polled.is_pending() { 0 } else { self.step + came };
        self.read.fetch_add(came, Relaxed);
        polled
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(body: &str) -> Parts<'static> {
        let body = io::Cursor::new(body.as_bytes().to_vec());
        Parts::new(Box::pin(body), "grenze".into())
    }

    fn part(head: &str, text: &str) -> String {
        format!("--grenze\r\nContent-Disposition: form-data; {head}\r\n\r\n{text}\r\n")
    }

    /// How many parts are read, and what is said of the next one.
    async fn read(body: &str) -> (usize, Option<Error>) {
        let (mut parts, mut count) = (parts(body), 0);
        loop {
            match parts.next().await {
                Ok(Some(mut part)) => {
                    while part.chunk().await.unwrap().is_some() {}
                    count += 1;
                }
                Ok(None) => return (count, None),
                Err(error) => return (count, Some(error)),
            }
        }
    }

    #[rocket::async_test]
    async fn parts_are_counted_by_their_kind() {
        let end = "--grenze--\r\n";
        let (file, text) = (part("name=\"files\"; filename=\"a\"", ""), part("name=\"a\"", ""));
        let (few, many) = (file.repeat(10) + &text.repeat(20), 200_000);
        assert_eq!(read(&(few + end)).await.0, 30);
        for (kind, most) in [(&file, 10), (&text, 20)] {
            let (count, error) = read(&(kind.repeat(many) + end)).await;
            assert_eq!((count, error.unwrap().status().code), (most, 400));
        }
    }

    #[rocket::async_test]
    async fn a_long_file_is_one_part_however_it_comes() {
        let file = part("name=\"files\"; filename=\"a\"", &"x".repeat(3 << 20));
        assert!(matches!(read(&(file + "--grenze--\r\n")).await, (1, None)));
    }

    #[rocket::async_test]
    async fn a_head_without_an_end_is_no_head() {
        for endless in [
            "x".repeat(1 << 20),
            format!("--grenze\r\n{}", "A: b\r\n".repeat(200_000)),
            format!("--grenze{}", " ".repeat(1 << 20)),
            format!("--grenze\r\nContent-Disposition: {}", "x".repeat(1 << 20)),
        ] {
            let (count, error) = read(&endless).await;
            assert_eq!((count, error.unwrap().status().code), (0, 400));
        }
    }
}
