//! gzip for answers that are not compressed yet.

use std::io::{Cursor, Write};
use std::sync::Arc;

use flate2::write::GzEncoder;
use rocket::fairing::{Fairing, Info, Kind};
use rocket::http::{ContentType, Header};
use rocket::{Request, Response, async_trait};

use super::accepts_gzip;
use super::passage::is_encoded;
use crate::config;

/// Compresses at that level; the bytes as they are should memory fail.
pub fn gzip(bytes: &[u8], level: u32) -> Vec<u8> {
    let target = Vec::with_capacity(bytes.len() / 3);
    let mut encoder = GzEncoder::new(target, flate2::Compression::new(level));
    match encoder.write_all(bytes).and_then(|()| encoder.finish()) {
        Ok(compressed) => compressed,
        Err(_) => bytes.to_vec(),
    }
}

/// Compresses on the way out what is worth it: a compressible type, long enough, taken by the
/// client, not compressed already, not a part.
pub struct Compression {
    min_bytes: usize,
    level: u32,
}

impl Compression {
    /// With the limits of the configuration.
    pub fn new(config: &config::Compression) -> Self {
        Self { min_bytes: config.min_bytes, level: config.level }
    }
}

/// A shorter body is compressed in less than a millisecond.
const SHORT: usize = 64 * 1024;
/// Longer bodies are streams: they are compressed where they are made, not gathered here.
const LONGEST: usize = 4 * 1024 * 1024;

#[async_trait]
impl Fairing for Compression {
    fn info(&self) -> Info {
        Info { name: "compression", kind: Kind::Response }
    }

    async fn on_response<'r>(&self, request: &'r Request<'_>, response: &mut Response<'r>) {
        if is_encoded(request) {
            return;
        }
        let headers = response.headers();
        let is_settled = headers.contains("Content-Encoding") || headers.contains("Content-Range");
        let is_compressible = response.content_type().is_some_and(|kind| is_text(&kind));
        if is_settled || !is_compressible {
            return;
        }
        response.adjoin_header(Header::new("Vary", "Accept-Encoding"));
        let size = response.body_mut().size().await;
        let fits = size.is_some_and(|bytes| (self.min_bytes..=LONGEST).contains(&bytes));
        if !fits || !accepts_gzip(request) {
            return;
        }
        let Ok(plain) = response.body_mut().to_bytes().await else { return };
        let compressed = compressed(plain, self.level).await;
        let length = compressed.len();
        response.set_header(Header::new("Content-Encoding", "gzip"));
        let etag = response
            .headers()
            .get_one("ETag")
            .map(|tag| format!("{}-gz\"", tag.trim_end_matches('"')));
        if let Some(etag) = etag {
            response.set_header(Header::new("ETag", etag));
        }
        response.set_sized_body(length, Cursor::new(compressed));
        response.set_max_chunk_size(length.max(1));
    }
}

/// Short bodies here, long ones beside the requests.
async fn compressed(plain: Vec<u8>, level: u32) -> Vec<u8> {
    if plain.len() <= SHORT {
        return gzip(&plain, level);
    }
    let plain = Arc::new(plain);
    let long = Arc::clone(&plain);
    let work = tokio::task::spawn_blocking(move || gzip(&long, level));
    work.await.unwrap_or_else(|_| plain.to_vec())
}

fn is_text(kind: &ContentType) -> bool {
    let top = kind.top().as_str();
    let sub = kind.sub().as_str();
    top == "text" || matches!(sub, "json" | "javascript" | "xml" | "svg+xml" | "manifest+json")
}
