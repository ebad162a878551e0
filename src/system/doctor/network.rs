//! How the server is reached: from where, encrypted or not, by which certificate.

use super::Finding;
use super::said::told;
use crate::clock::Clock;
use crate::config::Config;
use crate::reach;
use crate::tls::{self, Certificate, Folder, Kind, planned};

/// A brought certificate is renewed by somebody, who wants some days for it.
const SOON_MS: i64 = 21 * 24 * 60 * 60 * 1000;

/// Where the server listens, and whether the network can read along.
pub(super) fn listening(config: &Config) -> Finding {
    const CHECK: &str = "network";
    // What was chosen in the pages meanwhile is in force too.
    let config = reach::applied(config.clone());
    let kind = planned(&config);
    if tls::is_in_the_clear(&config, kind) {
        return Finding::warning(
            CHECK,
            told(
                "The server listens on {} and speaks plain HTTP: everybody in the network can read passwords and patients' files.",
            )
            .text(config.address),
            told(
                "Choose encryption at /reach in the pages, or run `nutrivault tls create`; a proxy with TLS goes into trusted_proxies.",
            ),
        );
    }
    let what = match (config.address.is_loopback(), kind) {
        (true, _) => told("The server listens on {}."),
        (false, Some(_)) => told("The server listens on {}, for the whole network, encrypted."),
        (false, None) => told("The server listens on {}, for the whole network."),
    };
    Finding::fine(CHECK, what.text(config.address))
}

/// The certificate that the server speaks TLS with, if it does.
pub(super) fn certificate(config: &Config) -> Option<Finding> {
    const CHECK: &str = "certificate";
    let kind = planned(config)?;
    let folder = Folder::of(&config.data);
    let certificate = match (kind, &config.tls.certificate) {
        (Kind::Brought, Some(file)) => Certificate::of_file(file),
        _ => folder.server(),
    };
    let now = Clock::default().now();
    Some(match certificate {
        Ok(it) if now < it.begins || it.ends <= now.plus_ms(SOON_MS) => Finding::warning(
            CHECK,
            told("The certificate for {} holds only from {} to {}.")
                .text(it.subject)
                .at(it.begins)
                .at(it.ends),
            match kind {
                Kind::Own => told(
                    "Set the clock of this machine, and start the server: it renews its certificate by itself. If it does not, its log says why.",
                ),
                Kind::Brought => told(
                    "Put a newer one into the files of tls.certificate and tls.key: the server takes it within seconds.",
                ),
            },
        ),
        Ok(it) => Finding::fine(
            CHECK,
            told("The certificate for {} holds until {}.").text(it.subject).at(it.ends),
        ),
        // The start makes it.
        Err(_) if kind == Kind::Own && !folder.server_file().exists() => {
            Finding::fine(CHECK, told("The next start makes the server's certificate."))
        }
        Err(why) => Finding::warning(
            CHECK,
            told("The certificate cannot be read: {}").text(why),
            told(
                "`nutrivault tls renew` makes the server's own anew; a brought one stands in tls.certificate.",
            ),
        ),
    })
}
