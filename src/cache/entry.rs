//! A finished answer: JSON bytes, gzip bytes, entity tag, and what it was built from.

use std::io::Cursor;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use super::{Born, Tag};
use crate::clock::Moment;
use crate::config::Config;
use crate::http::{
    Bypass, Finished, Opened, accepts_gzip, etag_matches, etag_of, gzip, mark_encoded,
};
use crate::shown::Shows;
use hyper::HeaderMap;
use hyper::body::Bytes;
use hyper::header::{
    CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, HeaderName, HeaderValue, VARY,
};
use rocket::http::Status;
use rocket::response::{Responder, Response};
use rocket::{Request, response::Result as Responded};

/// What a store makes of a question: the answer and what keeps it true.
#[derive(Debug)]
pub struct Page {
    /// The whole body.
    pub json: Vec<u8>,
    /// Every area or record that it read.
    pub tags: Vec<Tag>,
    /// When time alone makes it untrue: midnight, the next visit's beginning.
    pub until: Option<Moment>,
    /// The version of a single resource, for its entity tag.
    pub version: Option<i64>,
    /// The records that it shows, for the audit of hits and misses alike.
    pub shows: Shows,
}

impl Page {
    /// An answer made of `tags` that shows this, true until one of them is touched.
    pub fn new(json: Vec<u8>, tags: Vec<Tag>, shows: Shows) -> Self {
        Self { json, tags, shows, until: None, version: None }
    }
}

/// A page as it is kept.
pub struct Entry {
    json: Bytes,
    gzip: OnceLock<Bytes>,
    /// The tags of the plain and of the compressed form, as they are sent.
    etag: HeaderValue,
    gzip_etag: HeaderValue,
    pub(super) tags: Vec<Tag>,
    pub(super) until: Option<Moment>,
    pub(super) born: Born,
    shows: Arc<Shows>,
    weight: Weight,
}

/// Bytes held by entries that live: counted in, and out when the last holder lets go.
struct Weight {
    bytes: usize,
    total: Arc<AtomicUsize>,
}

impl Drop for Weight {
    fn drop(&mut self) {
        self.total.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}

impl Entry {
    pub(super) fn new(page: Page, born: Born, key_bytes: usize, total: &Arc<AtomicUsize>) -> Self {
        // The compressed form, made at the first request for it, is about a quarter.
        let named: usize = page.shows.parts().iter().map(|part| 48 + 16 * part.ids().len()).sum();
        let bytes = page.json.len() + page.json.len() / 4 + named + key_bytes + 256;
        total.fetch_add(bytes, Ordering::Relaxed);
        let etag = etag_of(page.version, &page.json);
        let of_gzip = format!("{}-gz\"", etag.trim_end_matches('"'));
        Self {
            etag: sent(etag),
            gzip_etag: sent(of_gzip),
            json: snug(page.json),
            gzip: OnceLock::new(),
            tags: page.tags,
            until: page.until,
            born,
            shows: Arc::new(page.shows),
            weight: Weight { bytes, total: Arc::clone(total) },
        }
    }

    /// The size of the plain body.
    pub fn len(&self) -> usize {
        self.json.len()
    }

    /// Whether the body is empty, which no answer is.
    pub fn is_empty(&self) -> bool {
        self.json.is_empty()
    }

    pub(super) fn weight(&self) -> usize {
        self.weight.bytes
    }

    fn compressed(&self, level: u32) -> Bytes {
        self.gzip.get_or_init(|| snug(gzip(&self.json, level))).clone()
    }
}

/// A tag as it is sent: ours are ASCII.
fn sent(etag: String) -> HeaderValue {
    HeaderValue::try_from(etag).unwrap_or(HeaderValue::from_static(""))
}

/// Bytes to keep: room that was reserved and not needed is given back, where it is worth a copy.
fn snug(mut bytes: Vec<u8>) -> Bytes {
    if bytes.capacity() - bytes.len() > bytes.len() / 8 {
        bytes.shrink_to_fit();
    }
    bytes.into()
}

/// An entry on its way out.
pub type Served = Opened<Kept>;

/// A kept answer, for this request.
pub struct Kept {
    entry: Arc<Entry>,
    /// Whether it came from the cache.
    pub hit: bool,
}

impl Served {
    pub(super) fn of(entry: Arc<Entry>, hit: bool) -> Self {
        let shows = Arc::clone(&entry.shows);
        Self::again(Kept { entry, hit }, shows)
    }
}

impl<'r> Responder<'r, 'static> for Kept {
    fn respond_to(self, request: &'r Request<'_>) -> Responded<'static> {
        let config = request.rocket().state::<Config>().map(|config| &config.compression);
        let level = config.map_or(6, |compression| compression.level);
        let min_bytes = config.map_or(1024, |compression| compression.min_bytes);
        let compresses = self.entry.len() >= min_bytes && accepts_gzip(request);
        let etag = if compresses { &self.entry.gzip_etag } else { &self.entry.etag };
        mark_encoded(request);
        let mut headers = HeaderMap::with_capacity(16);
        headers.insert(X_CACHE, HeaderValue::from_static(if self.hit { "HIT" } else { "MISS" }));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
        headers.insert(VARY, HeaderValue::from_static("Accept-Encoding"));
        headers.insert(ETAG, etag.clone());
        if etag_matches(request, etag.to_str().unwrap_or_default()) {
            let mut response = Response::build().status(Status::NotModified).finalize();
            Bypass::leave(request, Finished { headers, body: None }, &mut response);
            return Ok(response);
        }
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        let body = if compresses {
            headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
            self.entry.compressed(level)
        } else {
            self.entry.json.clone()
        };
        let mut response = one_chunk(body.clone());
        Bypass::leave(request, Finished { headers, body: Some(body) }, &mut response);
        Ok(response)
    }
}

const X_CACHE: HeaderName = HeaderName::from_static("x-cache");

/// The whole body at once, with its length: chunks of 4 kB would halve the throughput.
fn one_chunk(body: Bytes) -> Response<'static> {
    let length = body.len();
    Response::build().sized_body(length, Cursor::new(body)).max_chunk_size(length.max(1)).finalize()
}
