//! What the first start proposes, to be kept or typed over.

use serde::Serialize;
use serde_json::{Value, json};

use crate::settings::{InForce, Settings};
use crate::ui::language::{Language, say};

/// The proposals by the names of their fields.
#[derive(Serialize)]
struct Proposed {
    #[serde(flatten)]
    clinic: Settings,
    language: &'static str,
}

/// What the forms show before anybody has typed: a JSON object by the names of fields, from the configuration,
/// the language of the browser and the PC's zone.
pub(crate) fn proposed(settings: &InForce, language: Language) -> Value {
    let mut clinic = Settings::clone(&settings.0);
    language.tag().clone_into(&mut clinic.locale);
    if clinic.name == "My clinic" {
        language.t(say("My clinic")).clone_into(&mut clinic.name);
    }
    if clinic.time_zone == "UTC"
        && let Some(zone) = jiff::tz::TimeZone::system().iana_name()
    {
        zone.clone_into(&mut clinic.time_zone);
    }
    json!(Proposed { clinic, language: language.tag() })
}
