//! `/trust`: open to everybody, and in the clear too: who comes here cannot come encrypted yet.
//! Somebody between could change it on its way, so the fingerprint is compared with the one on the
//! server's own screen.

use askama::Template;
use rocket::http::{ContentType, Header, Status};
use rocket::request::{FromRequest, Outcome};
use rocket::{Request, Responder, Route, async_trait, get, routes};

use crate::error::{Error, Result};
use crate::message::message;
use crate::shows_no_record;
use crate::tls::{Certificate, mobile_profile};
use crate::ui::form::{Html, html};
use crate::ui::language::{Language, say};
use crate::ui::setup::Reached;
use crate::ui::staff::Look;

pub fn routes() -> Vec<Route> {
    routes![explain, certificate, profile]
}

/// How a kind of PC or phone is told to trust an authority.
struct Way {
    name: &'static str,
    picture: &'static str,
    /// What the browsers of this kind say of themselves.
    is_called: &'static str,
    is_profile: bool,
    steps: &'static [&'static str],
}

/// In the order in which a browser is asked: Android says Linux too, and an iPhone Mac OS X.
const WAYS: [Way; 5] = [
    Way {
        name: "iPhone, iPad",
        picture: "/assets/trust-ios.svg",
        is_called: "iPhone|iPad",
        is_profile: true,
        steps: &[
            say("Press the button, and Allow: the profile is loaded."),
            say("Open Settings: at the top stands Profile Downloaded. Press it, then Install."),
            say(
                "In Settings, open General, About, Certificate Trust Settings, and switch on the one called NutriVault.",
            ),
        ],
    },
    Way {
        name: "Android",
        picture: "/assets/trust-android.svg",
        is_called: "Android",
        is_profile: false,
        steps: &[
            say("Press the button: the file nutrivault.crt is loaded."),
            say(
                "Open Settings and search for CA certificate. Choose Install a certificate, then CA certificate, then Install anyway.",
            ),
            say("Choose nutrivault.crt among the downloads."),
        ],
    },
    Way {
        name: "Windows",
        picture: "/assets/trust-windows.svg",
        is_called: "Windows",
        is_profile: false,
        steps: &[
            say("Press the button, and open the file nutrivault.crt."),
            say("Press Install Certificate, choose Local Machine or Current User, and Next."),
            say(
                "Choose Place all certificates in the following store, Browse, Trusted Root Certification Authorities; then Finish, and Yes.",
            ),
        ],
    },
    Way {
        name: "Mac",
        picture: "/assets/trust-mac.svg",
        is_called: "Macintosh",
        is_profile: false,
        steps: &[
            say(
                "Press the button, and open the file nutrivault.crt: Keychain Access opens. Add it to the keychain login or System.",
            ),
            say("Double-click the certificate called NutriVault, and open Trust."),
            say(
                "At When using this certificate choose Always Trust, close the window, and give your password.",
            ),
        ],
    },
    Way {
        name: "Linux, Firefox",
        picture: "/assets/trust-firefox.svg",
        is_called: "Linux|X11|CrOS",
        is_profile: false,
        steps: &[
            say("Press the button: the file nutrivault.crt is loaded."),
            say(
                "In Firefox, on any system, open Settings, Privacy & Security, View Certificates, Authorities, Import; in Chromium Settings, Privacy and security, Security, Manage certificates, Authorities, Import.",
            ),
            say("Choose nutrivault.crt, and tick that it is trusted to identify websites."),
        ],
    },
];

/// The page.
#[derive(Template)]
#[template(path = "ui/trust/trust.html", config = "src/ui/askama.toml")]
struct TrustPage {
    look: Look,
    fingerprint: String,
    subject: String,
    /// Where the login is found over TLS, by the host that was asked for.
    login: String,
    /// The way of this browser's kind, which stands open.
    own: usize,
}

shows_no_record!(TrustPage);

impl TrustPage {
    fn t<'a>(&self, english: &'a str) -> &'a str {
        self.look.t(english)
    }
}

/// What the page needs of its visitor.
struct Visit {
    host: String,
    browser: String,
}

#[async_trait]
impl<'r> FromRequest<'r> for Visit {
    type Error = std::convert::Infallible;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Self::Error> {
        let header = |name| request.headers().get_one(name).unwrap_or_default().to_owned();
        Outcome::Success(Self { host: header("Host"), browser: header("User-Agent") })
    }
}

fn authority(reached: &Reached) -> Result<Certificate> {
    reached.certificates.authority().ok_or_else(|| {
        let message = message(
            "refused-no-certificate",
            "This server has no certificate of its own that could be trusted.",
        );
        Error::new(Status::NotFound, "NOT_FOUND", message)
    })
}

#[get("/trust?<language>")]
fn explain(mut look: Look, visit: Visit, language: Option<&str>, reached: Reached) -> Result<Html> {
    let authority = authority(&reached)?;
    look.language = language.and_then(Language::tagged).unwrap_or(look.language);
    let is_called = |way: &Way| way.is_called.split('|').any(|name| visit.browser.contains(name));
    let own = WAYS.iter().position(is_called).unwrap_or(WAYS.len());
    let page = TrustPage {
        look,
        fingerprint: authority.fingerprint(),
        subject: authority.subject,
        login: format!("https://{}/", visit.host),
        own,
    };
    html(Status::Ok, &page)
}

/// A file to be saved.
#[derive(Responder)]
struct File {
    bytes: Vec<u8>,
    kind: ContentType,
    disposition: Header<'static>,
}

impl File {
    fn new(name: &str, kind: ContentType, bytes: Vec<u8>) -> Self {
        let disposition = format!("attachment; filename=\"{name}\"");
        Self { bytes, kind, disposition: Header::new("Content-Disposition", disposition) }
    }
}

#[get("/trust/nutrivault.crt")]
fn certificate(reached: Reached) -> Result<File> {
    let kind = ContentType::new("application", "x-x509-ca-cert");
    Ok(File::new("nutrivault.crt", kind, authority(&reached)?.der))
}

#[get("/trust/nutrivault.mobileconfig")]
fn profile(reached: Reached) -> Result<File> {
    let kind = ContentType::new("application", "x-apple-aspen-config");
    let profile = mobile_profile(&authority(&reached)?);
    Ok(File::new("nutrivault.mobileconfig", kind, profile.into_bytes()))
}
