//! Style sheet, script and icons: part of the executable, compressed once at the best level.

use std::io::Cursor;
use std::sync::LazyLock;

use rocket::http::{Header, Status};
use rocket::response::{Responder, Response, Result as Responded};
use rocket::{Request, Route, get, routes};

use crate::cache::etag_of;
use crate::http::{accepts_gzip, etag_matches, gzip};

/// A file of the pages.
struct Asset {
    name: &'static str,
    kind: &'static str,
    plain: &'static [u8],
    gzip: Vec<u8>,
    etag: String,
}

impl Asset {
    fn new(name: &'static str, kind: &'static str, plain: &'static str) -> Self {
        let plain = plain.as_bytes();
        Self { name, kind, plain, gzip: gzip(plain, 9), etag: etag_of(None, plain) }
    }
}

static ASSETS: LazyLock<[Asset; 4]> = LazyLock::new(|| {
    [
        Asset::new("style.css", "text/css; charset=utf-8", include_str!("style.css")),
        Asset::new("app.js", "text/javascript; charset=utf-8", include_str!("app.js")),
        Asset::new("icons.svg", "image/svg+xml", include_str!("icons.svg")),
        Asset::new("icon.svg", "image/svg+xml", include_str!("icon.svg")),
    ]
});

/// The routes of the assets, to be mounted at /assets.
pub fn asset_routes() -> Vec<Route> {
    routes![asset]
}

#[get("/<name>")]
fn asset(name: &str) -> Option<&'static Asset> {
    ASSETS.iter().find(|asset| asset.name == name)
}

impl<'r> Responder<'r, 'static> for &'static Asset {
    fn respond_to(self, request: &'r Request<'_>) -> Responded<'static> {
        let mut response = Response::build();
        response.header(Header::new("ETag", self.etag.clone()));
        response.header(Header::new("Cache-Control", "no-cache"));
        response.header(Header::new("Vary", "Accept-Encoding"));
        if etag_matches(request, &self.etag) {
            return response.status(Status::NotModified).ok();
        }
        response.header(Header::new("Content-Type", self.kind));
        let body: &'static [u8] = if accepts_gzip(request) {
            response.header(Header::new("Content-Encoding", "gzip"));
            &self.gzip
        } else {
            self.plain
        };
        response.sized_body(body.len(), Cursor::new(body)).ok()
    }
}
