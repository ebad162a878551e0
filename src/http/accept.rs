//! What the client says it takes and already has.

use rocket::Request;

/// Whether the client takes gzip (RFC 9110 §12.5.3, q-values respected).
pub fn accepts_gzip(request: &Request<'_>) -> bool {
    let mut named = None;
    let mut any = None;
    for header in request.headers().get("Accept-Encoding") {
        for item in header.split(',') {
            let mut parts = item.split(';').map(str::trim);
            let coding = parts.next().unwrap_or_default();
            let weight = parts
                .find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")))
                .map_or(1.0, |q| q.trim().parse::<f32>().unwrap_or(0.0));
            if coding.eq_ignore_ascii_case("gzip") || coding.eq_ignore_ascii_case("x-gzip") {
                named = Some(weight > 0.0);
            } else if coding == "*" {
                any = Some(weight > 0.0);
            }
        }
    }
    named.or(any).unwrap_or(false)
}

/// Whether `If-None-Match` names this entity tag (RFC 9110 §13.1.2: compared weakly), in its plain
/// or its compressed form: both stand for the same state of the record.
pub fn etag_matches(request: &Request<'_>, etag: &str) -> bool {
    fn bare(tag: &str) -> &str {
        let tag = tag.trim().strip_prefix("W/").unwrap_or(tag.trim()).trim_matches('"');
        tag.strip_suffix("-gz").unwrap_or(tag)
    }
    request
        .headers()
        .get("If-None-Match")
        .flat_map(|header| header.split(','))
        .any(|tag| tag.trim() == "*" || bare(tag) == bare(etag))
}

/// The version that `If-Match` asks for: only it counts, not the hash behind it. `*` and an absent
/// header ask for none; a tag that is not one of ours asks for a version that never was.
pub fn if_match_version(request: &Request<'_>) -> Option<i64> {
    let header = request.headers().get_one("If-Match")?;
    if header.trim() == "*" {
        return None;
    }
    let version = |tag: &str| {
        let tag = tag.trim().strip_prefix("W/").unwrap_or(tag.trim()).trim_matches('"');
        tag.strip_prefix('v')?.split('-').next()?.parse().ok()
    };
    // Several tags: any of them may match, and versions only grow, so the newest decides.
    Some(header.split(',').filter_map(version).max().unwrap_or(-1))
}

/// Whether programs ask at this address, and no browser.
pub fn is_for_programs(request: &Request<'_>) -> bool {
    let path = request.uri().path();
    matches!(path.as_str(), "/api" | "/metrics") || path.as_str().starts_with("/api/")
}

/// Whether an error goes out as JSON: for programs always, elsewhere unless a page is asked for. It
/// chooses what is answered, and never the headers of an answer: those follow from what it is.
pub fn wants_json(request: &Request<'_>) -> bool {
    let accepts_page = || {
        let accept = request.headers().get_one("Accept").unwrap_or_default();
        accept.contains("text/html")
    };
    is_for_programs(request) || !accepts_page()
}
