//! Style sheet, script and icons: part of the executable, compressed once at the best level.

use std::sync::LazyLock;

use rocket::{Route, get, routes};

use crate::http::Fixed;

static ASSETS: LazyLock<[(&str, Fixed); 4]> = LazyLock::new(|| {
    [
        ("style.css", Fixed::new("text/css; charset=utf-8", include_str!("style.css"))),
        ("app.js", Fixed::new("text/javascript; charset=utf-8", include_str!("app.js"))),
        ("icons.svg", Fixed::new("image/svg+xml", include_str!("icons.svg"))),
        ("icon.svg", Fixed::new("image/svg+xml", include_str!("icon.svg"))),
    ]
});

/// The routes of the assets, to be mounted at /assets.
pub fn asset_routes() -> Vec<Route> {
    routes![asset]
}

#[get("/<name>")]
fn asset(name: &str) -> Option<&'static Fixed> {
    ASSETS.iter().find(|(known, _)| *known == name).map(|(_, asset)| asset)
}
