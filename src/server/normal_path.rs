//! The normal form of a path, the only one that reaches a route: what compares paths (denials, the
//! rules of the API, the log) sees each address in one spelling.
//!
//! ```text
//!  /patients/7                          goes on
//!  //patients/7  /patients/7/  /%70…    GET of a page: 308 to the normal form; else 400
//!  /a/../b  /a;b  /a%2Fb  /a\b  /a%0A   400: no address of ours is written so
//! ```

use rocket::http::Status;

use crate::error::Error;

/// What a path comes to.
#[derive(Debug, PartialEq)]
enum Form {
    Normal,
    /// Says the same as this one.
    Alias(String),
    /// Says what no path of ours says.
    None,
}

/// The answer to a path that is not in its normal form, and the path that it is told of by.
/// `query` goes along when the way leads on.
pub(super) fn refusal(
    method: &hyper::Method,
    path: &str,
    query: Option<&str>,
) -> Option<(Error, String)> {
    let is_read = matches!(*method, hyper::Method::GET | hyper::Method::HEAD);
    match form_of(path) {
        Form::Normal => None,
        Form::Alias(normal) if is_read && !is_of_the_api(&normal) => {
            let query = query.map_or_else(String::new, |query| format!("?{query}"));
            let to = format!("{normal}{query}");
            Some((Error::moved(to), normal))
        }
        Form::Alias(normal) => Some((no_address(), normal)),
        Form::None => Some((no_address(), shown(path))),
    }
}

fn no_address() -> Error {
    let message = "This address is not written in its normal form (no empty or dotted parts, no \
                   slash at its end, no needless percent signs). Nothing was changed.";
    Error::bad("VALIDATION_ERROR", message)
}

fn is_of_the_api(path: &str) -> bool {
    path == "/api" || path.starts_with("/api/")
}

/// Whose error it is: an address under /api is answered as the API answers, however it is written.
fn shown(path: &str) -> String {
    let plain: String = path.split('/').filter(|part| !part.is_empty()).take(1).collect();
    let is_api = percent_decoded(&plain).is_some_and(|first| first == b"api");
    if is_api { "/api/".to_owned() } else { "/".to_owned() }
}

fn form_of(path: &str) -> Form {
    match path == "/" || is_evident(path.as_bytes()) {
        true => Form::Normal,
        false => form_at_a_closer_look(path),
    }
}

fn form_at_a_closer_look(path: &str) -> Form {
    let mut normal = String::with_capacity(path.len());
    for part in path.split('/').filter(|part| !part.is_empty()) {
        let Some(part) = part_of(part) else { return Form::None };
        normal.push('/');
        normal.push_str(&part);
    }
    if normal.is_empty() {
        normal.push('/');
    }
    if normal == path { Form::Normal } else { Form::Alias(normal) }
}

/// Whether a path is in its normal form at first sight, as nearly all are: letters, digits, dashes,
/// and between two slashes something that begins with none of the signs that need a closer look.
fn is_evident(path: &[u8]) -> bool {
    let is_plain =
        |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'/');
    let is_odd = |two: &[u8]| two[0] == b'/' && matches!(two[1], b'/' | b'.');
    path.first() == Some(&b'/')
        && path.last() != Some(&b'/')
        && path.iter().all(is_plain)
        && !path.windows(2).any(is_odd)
}

/// A part between two slashes in its normal form: only what must be is percent-encoded, in capital
/// letters. None for what no part of ours is.
fn part_of(part: &str) -> Option<String> {
    let bytes = percent_decoded(part)?;
    let is_text = std::str::from_utf8(&bytes).is_ok_and(|text| !text.chars().any(char::is_control));
    if !is_text || bytes == b"." || bytes == b".." {
        return None;
    }
    let mut normal = String::with_capacity(part.len());
    for byte in bytes {
        match byte {
            b'/' | b'\\' | b';' => return None,
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => normal.push(char::from(byte)),
            // RFC 3986, what a path may hold as it is.
            b'-' | b'.' | b'_' | b'~' | b'!' | b'$' | b'&' | b'\'' | b'(' | b')' | b'*' | b'+'
            | b',' | b'=' | b':' | b'@' => normal.push(char::from(byte)),
            other => normal.push_str(&format!("%{other:02X}")),
        }
    }
    Some(normal)
}

fn percent_decoded(part: &str) -> Option<Vec<u8>> {
    let mut decoded = Vec::with_capacity(part.len());
    let mut rest = part.bytes();
    while let Some(byte) = rest.next() {
        let byte = match byte {
            b'%' => {
                let mut digit = || rest.next().and_then(|byte| char::from(byte).to_digit(16));
                u8::try_from(digit()? * 16 + digit()?).ok()?
            }
            plain => plain,
        };
        decoded.push(byte);
    }
    Some(decoded)
}

impl Error {
    /// 308: the same is found there.
    fn moved(to: String) -> Self {
        let message = "This address is written otherwise.";
        Self::new(Status::PermanentRedirect, "MOVED", message).leading_to(to)
    }
}

#[cfg(test)]
mod tests {
    use hyper::Method;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_normal_at_first_sight_is_at_a_closer_look(path in "/[a/._%7-]{1,12}") {
            if is_evident(path.as_bytes()) {
                prop_assert_eq!(form_at_a_closer_look(&path), Form::Normal);
            }
        }
    }

    #[test]
    fn a_path_says_one_thing_in_one_way() {
        for path in ["/", "/patients", "/api/patients/7", "/a%20b", "/%C3%A9", "/a:b@c,d=e", "/%25"]
        {
            assert_eq!(form_of(path), Form::Normal, "{path}");
        }
        for (path, normal) in [
            ("//", "/"),
            ("//api/patients", "/api/patients"),
            ("/api//auth/login", "/api/auth/login"),
            ("/%61pi/patients", "/api/patients"),
            ("/patients/", "/patients"),
            ("/%c3%a9", "/%C3%A9"),
            ("/caf\u{e9}", "/caf%C3%A9"),
            ("/a b", "/a%20b"),
            ("///evil.example/", "/evil.example"),
        ] {
            assert_eq!(form_of(path), Form::Alias(normal.into()), "{path}");
        }
        for path in [
            "/api/./x",
            "/api/../x",
            "/%2e%2E/x",
            "/.",
            "/x;y=1",
            "/x%3By",
            "/a%2fb",
            "/a%5Cb",
            "/a\\b",
            "/%00",
            "/%0a",
            "/%ff",
            "/%",
            "/%4",
            "/%zz",
        ] {
            assert_eq!(form_of(path), Form::None, "{path}");
        }
    }

    #[test]
    fn only_a_page_is_led_on() {
        let answer = |method: Method, path: &str| {
            refusal(&method, path, Some("q=1")).map(|(error, _)| error.status().code)
        };
        assert_eq!(answer(Method::GET, "/patients"), None);
        assert_eq!(answer(Method::GET, "//patients"), Some(308));
        assert_eq!(answer(Method::HEAD, "//patients"), Some(308));
        assert_eq!(answer(Method::POST, "//patients"), Some(400));
        assert_eq!(answer(Method::GET, "//api/patients"), Some(400));
        assert_eq!(answer(Method::GET, "/%61pi"), Some(400));
        let (error, _) = refusal(&Method::GET, "//patients/", Some("q=1")).unwrap();
        assert_eq!(error.location(), Some("/patients?q=1"));
        let (_, told) = refusal(&Method::GET, "/%61pi/../x", None).unwrap();
        assert_eq!(told, "/api/");
    }

    proptest! {
        /// Whatever is led on arrives: the normal form of a normal form is itself.
        #[test]
        fn the_normal_form_is_normal(path in "/[a-z%/.;A-F0-9é \\\\]{0,30}") {
            if let Form::Alias(normal) = form_of(&path) {
                prop_assert!(!normal.starts_with("//"));
                prop_assert_eq!(form_of(&normal), Form::Normal);
            }
        }
    }
}
