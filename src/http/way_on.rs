//! Where a caller wants to be led: an address of ours, or the start.

use rocket::Request;
use rocket::http::uri::Origin;

/// Longer addresses lead to the start.
const LONGEST: usize = 2_000;

/// A relative reference in normal form (RFC 3986 §4.2): a path of this server and perhaps a query.
/// What a caller sends becomes a `Location` only through this type, so that nobody is led to
/// another host, and no browser reads an address otherwise than this server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WayOn(String);

impl WayOn {
    /// The address, if it is one of ours.
    pub fn read(address: &str) -> Option<Self> {
        let (path, _) = address.split_once('?').unwrap_or((address, ""));
        let is_ours = address.len() <= LONGEST
            && address.bytes().all(is_plain)
            && is_escaped_well(address)
            && is_normal(path)
            && path != "/api"
            && !path.starts_with("/api/")
            && Origin::parse(address).is_ok();
        is_ours.then(|| Self(address.to_owned()))
    }

    /// The same; the start for anything else.
    pub fn or_start(address: &str) -> Self {
        Self::read(address).unwrap_or_else(|| Self("/".into()))
    }

    /// The page that a form was sent from.
    pub fn back(request: &Request<'_>) -> Self {
        let from = request.headers().get_one("Referer").unwrap_or_default();
        let path = from.splitn(4, '/').nth(3).unwrap_or_default();
        Self::or_start(&format!("/{}", path.split('#').next().unwrap_or_default()))
    }

    /// As a `Location` has it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it leads to the start.
    pub fn is_start(&self) -> bool {
        self.0 == "/"
    }
}

/// A character that may stand in a path or a query as it is, or `%`.
fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/?%[]".contains(&byte)
}

/// Whether every `%` begins an escape.
fn is_escaped_well(address: &str) -> bool {
    address
        .split('%')
        .skip(1)
        .all(|escape| escape.len() >= 2 && escape.as_bytes()[..2].iter().all(u8::is_ascii_hexdigit))
}

/// Begins with one slash; no segment is empty, `.` or `..`, and none hides a separator, a control
/// character or a letter behind an escape.
fn is_normal(path: &str) -> bool {
    let Some(inner) = path.strip_prefix('/') else { return false };
    let escapes = || path.split('%').skip(1).filter_map(|escape| escape.get(..2));
    let hides = |escape: &str| {
        u8::from_str_radix(escape, 16).is_ok_and(|byte| {
            byte.is_ascii_control() || byte.is_ascii_alphanumeric() || b"/\\-._~".contains(&byte)
        })
    };
    let is_segment = |segment: &str| !matches!(segment, "" | "." | "..");
    (inner.is_empty() || inner.split('/').all(is_segment)) && !escapes().any(hides)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_of_ours_is_taken_as_it_is() {
        for address in [
            "/",
            "/patients",
            "/patients?search=%C3%A9tienne&offset=20",
            "/patients/01900000-0000-7000-8000-00000000abcd",
            "/calendar?day=2026-11-26&view=week",
            "/system/backups/nutrivault-20261126.db",
            "/search?q=a+b&bill=yes",
            "/patients?filter=a:b@c!$'()*,;=[x]",
            "/apiary",
            "/login?next=%2Fpatients",
        ] {
            assert_eq!(WayOn::read(address).map(|way| way.0).as_deref(), Some(address));
        }
    }

    const FOREIGN: [&str; 72] = [
        "",
        " ",
        "patients",
        "?next=/",
        "#top",
        "/#top",
        "//evil.example",
        "///evil.example",
        "//",
        "/\\evil.example",
        "\\\\evil.example",
        "/\\/evil.example",
        "/patients\\x",
        "http://evil.example",
        "https:evil.example",
        "https:/evil.example",
        "HTTPS://EVIL.EXAMPLE/",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "mailto:a@b.example",
        "evil.example",
        "@evil.example",
        ".evil.example",
        ":80",
        "/.",
        "/..",
        "/./patients",
        "/../patients",
        "/patients/..",
        "/patients/../../x",
        "/patients/.",
        "/patients//x",
        "/patients/",
        "/%2e%2e/patients",
        "/%2E/patients",
        "/%2f%2fevil.example",
        "/%2Fevil.example",
        "/%5Cevil.example",
        "/%5c%5cevil.example",
        "/%09/evil.example",
        "/%0d%0aSet-Cookie:x=y",
        "/%00",
        "/%7f",
        "/%61pi/users",
        "/%",
        "/%4",
        "/%zz",
        "/patients?x=%",
        "/\t/evil.example",
        "/\tevil",
        "\t/patients",
        "/patients\n",
        "/patients\r\nSet-Cookie: x=y",
        "/\u{0}",
        "/\u{7f}",
        "/\u{1b}[31m",
        "/é",
        "/patients?search=é",
        "/\u{202e}gpj",
        "/\u{ff0f}evil.example",
        "/\u{2028}",
        "/a b",
        "/<script>",
        "/\"onclick",
        "/{x}",
        "/a|b",
        "/a^b",
        "/a`b",
        "/api",
        "/api/users",
        "/api?x=y",
    ];

    #[test]
    fn whatever_else_a_caller_sends_leads_to_the_start() {
        let long = format!("/{}", "x".repeat(LONGEST));
        for address in FOREIGN.into_iter().chain([long.as_str()]) {
            assert_eq!(WayOn::read(address), None, "{address:?}");
            assert!(WayOn::or_start(address).is_start());
        }
    }
}
