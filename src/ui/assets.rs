//! Style sheet, script and icons: part of the executable, compressed once at the best level.

use std::sync::LazyLock;

use rocket::{Route, get, routes};

use crate::http::Fixed;

static ASSETS: LazyLock<[(&str, Fixed); 14]> = LazyLock::new(|| {
    let picture = |svg| Fixed::new("image/svg+xml", svg);
    [
        ("style.css", Fixed::new("text/css; charset=utf-8", include_str!("style.css"))),
        ("app.js", Fixed::new("text/javascript; charset=utf-8", include_str!("app.js"))),
        (
            "calendar.css",
            Fixed::new("text/css; charset=utf-8", include_str!("calendar/calendar.css")),
        ),
        (
            "calendar.js",
            Fixed::new("text/javascript; charset=utf-8", include_str!("calendar/calendar.js")),
        ),
        ("plan.js", Fixed::new("text/javascript; charset=utf-8", include_str!("plans/plan.js"))),
        (
            "consultation.js",
            Fixed::new("text/javascript; charset=utf-8", include_str!("visits/consultation.js")),
        ),
        (
            "documents.js",
            Fixed::new("text/javascript; charset=utf-8", include_str!("documents/documents.js")),
        ),
        ("icons.svg", picture(include_str!("icons.svg"))),
        ("icon.svg", picture(include_str!("icon.svg"))),
        ("trust-ios.svg", picture(include_str!("trust/trust-ios.svg"))),
        ("trust-android.svg", picture(include_str!("trust/trust-android.svg"))),
        ("trust-windows.svg", picture(include_str!("trust/trust-windows.svg"))),
        ("trust-mac.svg", picture(include_str!("trust/trust-mac.svg"))),
        ("trust-firefox.svg", picture(include_str!("trust/trust-firefox.svg"))),
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
