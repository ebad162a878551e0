//! Browsers that somebody has logged in with before: what strangers guess does not keep them out.
//!
//! At each login the browser gets a cookie that names the account, signed with a key of this data
//! folder. It opens nothing: it only lets the next login of that account count apart from whatever
//! else comes from the address. It ends with the account's password, role or activity, each of
//! which begins a new epoch (a trigger sees to that).
//!
//! A PC may be several people's: the cookie holds a mark for each of the last few.

use std::fs::OpenOptions;
use std::io::{self, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::hmac::{self, HMAC_SHA256, Key};
use rocket::Request;
use rocket::http::{Cookie, SameSite};
use rocket::time::Duration;

use crate::ids::Id;

/// The cookie's name.
pub const COOKIE: &str = "nutrivault_browser";

/// The key's file. It is in no backup: whoever has one of those can sign nothing with it.
const FILE: &str = "browsers.key";
const KEY_BYTES: usize = 32;
/// People whom one browser remembers.
const MOST_MARKS: usize = 6;
/// A browser that nobody logs in with is a stranger again after that.
const KEPT: Duration = Duration::days(180);

/// The key that signs marks. Managed state.
pub struct Browsers(Key);

/// One account that a browser has logged in to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mark {
    /// The browser, for this account.
    pub browser: Id,
    pub user: Id,
    /// The account's epoch then.
    pub epoch: i64,
}

impl Browsers {
    /// With the key of that folder, which is made at the first start.
    ///
    /// # Errors
    /// When there is none and none can be made.
    pub fn of(folder: &Path) -> io::Result<Self> {
        let path = folder.join(FILE);
        let mut options = OpenOptions::new();
        let made = options.write(true).create_new(true).mode(0o600).open(&path);
        let key = match made {
            Ok(mut file) => {
                let mut key = [0; KEY_BYTES];
                getrandom::fill(&mut key).map_err(io::Error::other)?;
                file.write_all(&key)?;
                file.sync_all()?;
                key.to_vec()
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                let mut key = Vec::new();
                OpenOptions::new().read(true).open(&path)?.take(1024).read_to_end(&mut key)?;
                key
            }
            Err(error) => return Err(error),
        };
        if key.len() < KEY_BYTES {
            // A start that broke off in the middle of making it.
            std::fs::remove_file(&path)?;
            return Self::of(folder);
        }
        Ok(Self(Key::new(HMAC_SHA256, &key)))
    }

    /// The marks of this request's cookie that are ours.
    pub(crate) fn marks(&self, request: &Request<'_>) -> Vec<Mark> {
        let cookie = request.cookies().get(COOKIE).map(Cookie::value).unwrap_or_default();
        cookie.split('~').take(MOST_MARKS).filter_map(|mark| self.read(mark)).collect()
    }

    /// The cookie's value after a login: its mark first, then those that the browser had.
    pub(crate) fn remembering(&self, mark: Mark, before: &[Mark]) -> String {
        let others = before.iter().filter(|other| other.user != mark.user);
        let marks = std::iter::once(&mark).chain(others).take(MOST_MARKS);
        marks.map(|mark| self.written(mark)).collect::<Vec<_>>().join("~")
    }

    fn written(&self, mark: &Mark) -> String {
        let told = format!("{}.{}.{}", mark.browser, mark.user, mark.epoch);
        let seal = hmac::sign(&self.0, told.as_bytes());
        format!("{told}.{}", URL_SAFE_NO_PAD.encode(seal))
    }

    fn read(&self, mark: &str) -> Option<Mark> {
        let (told, seal) = mark.rsplit_once('.')?;
        let seal = URL_SAFE_NO_PAD.decode(seal).ok()?;
        hmac::verify(&self.0, told.as_bytes(), &seal).ok()?;
        let mut parts = told.split('.');
        let (browser, user, epoch) = (parts.next()?, parts.next()?, parts.next()?);
        Some(Mark {
            browser: browser.parse().ok()?,
            user: user.parse().ok()?,
            epoch: epoch.parse().ok()?,
        })
    }
}

/// The cookie with that value; `secure` when the page came over TLS. Only the login reads it.
pub fn cookie_of(value: &str, secure: bool) -> Cookie<'static> {
    Cookie::build((COOKIE, value.to_owned()))
        .http_only(true)
        .same_site(SameSite::Strict)
        .secure(secure)
        .path("/login")
        .max_age(KEPT)
        .build()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_read_with_the_key_that_signed_it_and_no_other() {
        let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let browsers = Browsers::of(here.path()).unwrap();
        let mark = Mark { browser: Id::new(), user: Id::new(), epoch: 3 };
        let written = browsers.written(&mark);
        assert_eq!(browsers.read(&written), Some(mark));
        assert_eq!(Browsers::of(here.path()).unwrap().read(&written), Some(mark), "kept");
        assert_eq!(Browsers::of(there.path()).unwrap().read(&written), None);
        let other = written.replace(&mark.user.to_string(), &Id::new().to_string());
        assert_eq!(browsers.read(&other), None, "an account that it does not name");
        for broken in ["", ".", "...", "a.b.c.d", &written[1..], &written[..written.len() - 1]] {
            assert_eq!(browsers.read(broken), None, "{broken}");
        }
    }

    #[test]
    fn the_key_is_its_owners_alone_and_a_broken_one_is_made_anew() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(FILE);
        std::fs::write(&path, b"half").unwrap();
        Browsers::of(folder.path()).unwrap();
        let stored = std::fs::metadata(&path).unwrap();
        assert_eq!((stored.len(), stored.permissions().mode() & 0o777), (32, 0o600));
    }

    #[test]
    fn a_browser_remembers_the_last_few_people() {
        let folder = tempfile::tempdir().unwrap();
        let browsers = Browsers::of(folder.path()).unwrap();
        let mut marks: Vec<Mark> = Vec::new();
        for _ in 0..MOST_MARKS + 3 {
            let mark = Mark { browser: Id::new(), user: Id::new(), epoch: 0 };
            let value = browsers.remembering(mark, &marks);
            marks = value.split('~').filter_map(|mark| browsers.read(mark)).collect();
            assert_eq!(marks[0], mark);
        }
        assert_eq!(marks.len(), MOST_MARKS);
        let again = Mark { epoch: 1, ..marks[2] };
        let value = browsers.remembering(again, &marks);
        assert_eq!(value.matches(&again.user.to_string()).count(), 1);
    }
}
