//! `nutrivault tls`: the server's own certificate authority.

use std::process::ExitCode;

use clap::Subcommand;

use super::Outcome;
use super::stdout::say;
use crate::clock::{Clock, Moment};
use crate::config::Config;
use crate::data_folder;
use crate::network::Machine;
use crate::reach::{Reach, choose, chosen};
use crate::tls::{Certificate, Folder, Kind, planned};

#[derive(Debug, Subcommand)]
pub enum Action {
    /// Make an authority and a certificate for this machine's names and addresses
    Create {
        /// Replace the authority that there is: every PC and phone has to trust the new one again
        #[arg(long)]
        anew: bool,
    },
    /// Show the fingerprint to compare, what is certified, and until when
    Show,
    /// Make the server's certificate anew; a running server takes it within seconds
    Renew,
}

pub fn run(config: &Config, action: &Action) -> Outcome {
    let folder = Folder::of(&config.data);
    match action {
        Action::Create { anew } => create(config, &folder, *anew)?,
        Action::Show => {}
        Action::Renew => {
            folder.certify(&Machine::now(), Clock::default().now())?;
        }
    }
    show(config, &folder)
}

fn create(config: &Config, folder: &Folder, anew: bool) -> Result<(), String> {
    if folder.has_authority() && !anew {
        return Err(format!(
            "There is an authority in {} already; `nutrivault tls show` shows it. With --anew it is replaced, and every PC and phone has to trust the new one again.",
            folder.authority_file().display()
        ));
    }
    data_folder::make(&config.data)?;
    let (machine, now) = (Machine::now(), Clock::default().now());
    folder.make_authority(&machine, now)?;
    folder.certify(&machine, now)?;
    if chosen(&config.data) == Reach::Plain {
        choose(&config.data, Reach::Encrypted)
            .map_err(|error| format!("The choice of plain HTTP could not be ended: {error}"))?;
        say("Plain HTTP was chosen for the network so far; it is encrypted from now on.");
    }
    Ok(())
}

fn show(config: &Config, folder: &Folder) -> Outcome {
    if !folder.has_authority() {
        return Err(match &config.tls.certificate {
            Some(file) => format!(
                "There is no authority of this server's own: it speaks TLS with the certificate in {}.",
                file.display()
            ),
            None => "There is no authority of this server's own: `nutrivault tls create` makes one, and so does the choice of the clinic's network at /reach in the pages.".into(),
        });
    }
    let (authority, server) = (folder.authority()?, folder.server()?);
    say(&format!("Authority     {}, {}", authority.subject, folder.authority_file().display()));
    say(&format!("Fingerprint   SHA-256 {}", authority.fingerprint()));
    say(&format!("Valid         {}", span(&authority)));
    let permitted = words(&authority.permitted_names, &authority.permitted_subnets);
    say(&format!("May certify   {permitted}, and nothing else"));
    say(&format!("Server        {}", folder.server_file().display()));
    say(&format!("Certified     {}", words(&server.names, &server.addresses)));
    say(&format!("Valid         {}; renewed by itself", span(&server)));
    say(match planned(config) {
        Some(Kind::Own) if config.address.is_loopback() => {
            "In use        not yet: address is this computer's own alone; 0.0.0.0 is the network's"
        }
        Some(Kind::Own) => "In use        yes: each PC and phone has to trust it once, at /trust",
        Some(Kind::Brought) => "In use        no: tls.certificate names another certificate",
        None => "In use        no: plain HTTP was chosen for the network",
    });
    Ok(ExitCode::SUCCESS)
}

fn span(certificate: &Certificate) -> String {
    let day = |moment: Moment| moment.to_string().chars().take(10).collect::<String>();
    format!("from {} to {}", day(certificate.begins), day(certificate.ends))
}

fn words(names: &[impl ToString], addresses: &[impl ToString]) -> String {
    let names = names.iter().map(ToString::to_string);
    names.chain(addresses.iter().map(ToString::to_string)).collect::<Vec<_>>().join(", ")
}
