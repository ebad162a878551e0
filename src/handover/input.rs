//! What a body says of who takes what: the same fields for every act that hands over.

use serde_json::Value;

use crate::http::Fields;
use crate::ids::Id;
use crate::message::message;

/// What becomes of visits whose time their new dietitian has no more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Clashes {
    /// Nothing is handed over at all.
    #[default]
    Refused,
    /// They are booked beside the others.
    Allowed,
    /// They stay as they are.
    Left,
}

/// To whom visits and patients go; what goes to nobody stays as it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Handover {
    pub visits_to: Option<Id>,
    pub patients_to: Option<Id>,
    pub clashes: Clashes,
}

impl Handover {
    /// Reads the fields of a body of its own; the bad ones are named when `fields` finishes.
    pub fn read(fields: &mut Fields) -> Self {
        let is_set = |fields: &mut Fields, name| fields.flag(name).value().unwrap_or(false);
        let clashes = match (is_set(fields, "allow_overlap"), is_set(fields, "skip_conflicts")) {
            (true, true) => {
                fields.refuse("skip_conflicts", "cannot be true together with allow_overlap");
                Clashes::Refused
            }
            (true, false) => Clashes::Allowed,
            (false, true) => Clashes::Left,
            (false, false) => Clashes::Refused,
        };
        Self {
            visits_to: fields.id("visits_to").value(),
            patients_to: fields.id("patients_to").value(),
            clashes,
        }
    }

    /// Reads it as the part `handover` of another body.
    pub fn within(fields: &mut Fields) -> Self {
        match fields.raw("handover").cloned() {
            None | Some(Value::Null) => Self::default(),
            Some(Value::Object(part)) => {
                let mut part = Fields::of(part);
                let handover = Self::read(&mut part);
                fields.absorb("handover", part);
                handover
            }
            Some(_) => {
                fields.refuse("handover", message("is-object", "must be an object"));
                Self::default()
            }
        }
    }

    /// Whether anything is to go to anybody.
    pub fn moves(&self) -> bool {
        self.visits_to.is_some() || self.patients_to.is_some()
    }
}
