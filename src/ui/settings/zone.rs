//! A question before a time zone is taken that is no place.

use crate::clock::place_instead_of;
use crate::error::{Error, Result};
use crate::message::spoken;
use crate::ui::form::Sent;
use crate::ui::language::{Language, say};

/// The hidden field by which a form says that it has asked about this zone.
pub const SURE: &str = "sure_of_zone";

/// Asks once about a zone that is an abbreviation and not the one in force.
///
/// # Errors
/// 400 about `time_zone`, until the form comes again with the same one.
pub fn ask_about(sent: &Sent, in_force: &str, language: Language) -> Result<()> {
    let zone = sent.get("time_zone");
    match place_instead_of(zone) {
        Some(place) if zone != in_force && sent.get(SURE) != zone => {
            let doubt = language.fill(
                say("“{}” is no place: its clock may not change with the clinic's. Choose a place like {}, or send it again to keep it."),
                &[zone, place],
            );
            Err(Error::field("time_zone", spoken(doubt)))
        }
        _ => Ok(()),
    }
}
