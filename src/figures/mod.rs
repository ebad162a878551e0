//! What each figure counts: one definition, in SQL for whoever adds up and in words for whoever
//! reads, used by reports, dashboards, statistics, tiles, links and files alike.
//!
//! The kernel of the figures: it knows no feature, so that each may stand on it.

mod sql;

pub use sql::spelled;
pub(crate) use sql::{CLINIC_OWES, DEPOSITS, LEFT, UNPAID, shown_on, status_on};

/// A figure's meaning, as its page prints it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Definition {
    /// English; the catalogue has the other languages.
    pub words: &'static str,
    /// What stands in place of its `{}`.
    pub figure: Option<i64>,
}

/// The days in which completed visits without a note are looked for.
pub const NOTE_DAYS: i32 = 90;

/// The days in which those who missed an appointment are looked for.
pub const CALL_DAYS: i32 = 30;

/// Marks words that a page translates where it shows them.
const fn say(words: &'static str) -> Definition {
    Definition { words, figure: None }
}

/// Revenue of a period.
pub const BILLED: Definition = say(
    "Issued invoices dated in the period, less credit notes dated in it, tax included. Drafts and cancelled invoices count nowhere.",
);
/// Money of a period.
pub const RECEIVED: Definition = say(
    "Payments dated in the period and not after today, less undone payments and refunds. Using a credit moves no money and counts nowhere.",
);
/// What patients owe.
pub const OUTSTANDING: Definition = say(
    "What is still to be paid now on issued invoices. With a period: on those dated in it. What the clinic owes to patients is not taken off.",
);
/// What the clinic owes.
pub const OWED_TO_PATIENTS: Definition = say(
    "What the clinic owes to patients now: invoices paid or credited beyond their total, and deposits not used yet.",
);
/// What patients owe, by age.
pub const AGEING: Definition =
    say("What is still to be paid, by days past the due date in the clinic's time zone.");
/// What is past due.
pub const OVERDUE: Definition =
    say("Issued invoices whose due date has passed and of which something is still to be paid.");
/// Net and tax of each rate.
pub const TAX_BY_RATE: Definition = say(
    "Net and tax of each line of the invoices billed in the period, less those of credit notes dated in it. A second tax stands in a row of its own, beside the same net. The invoices are those of the period with a line of the rate.",
);
/// Money by the way it came.
pub const BY_METHOD: Definition = say(
    "What was received, by how it was paid; undone payments and refunds are taken off under their own method.",
);
/// Patients by what they were billed.
pub const BILLED_MOST: Definition = say(
    "The ten patients with the most billed in the period: their invoices dated in it, less their credit notes dated in it.",
);
/// Visits of a period.
pub const VISITS: Definition = say(
    "Appointments that begin in the period, whatever became of them. Deleted ones are not counted.",
);
/// How long they are.
pub const MINUTES: Definition =
    say("Booked minutes of the completed consultations that begin in the period, on average.");
/// Visits that the patient missed.
pub const MISSED: Definition = say(
    "No-shows of the period, in percent of its completed consultations and no-shows together. Only appointments whose time has come; scheduled and cancelled ones count nowhere.",
);
/// Patients who came for the first time in a period.
pub const NEW_PATIENTS: Definition = say(
    "Patients whose first completed consultation lies in the period. The column Registered counts those whose file was opened in it.",
);
/// Files opened in a period.
pub const REGISTERED: Definition = say("Patients whose file was opened in the period.");
/// Patients of a period, or all.
pub const PATIENTS: Definition = say(
    "Patients whose file was opened in the period; without a period all of them, archived ones included.",
);
/// Patients who are not archived.
pub const NOT_ARCHIVED: Definition = say("Of these patients, the ones who are not archived.");
/// Patients who are.
pub const ARCHIVED: Definition = say("Of these patients, the ones who are archived.");
/// Patients who were seen lately.
pub const fn active(months: i64) -> Definition {
    let words = say(
        "Of these patients, the ones with a completed consultation in the last {} months, archived or not. The settings say how many months.",
    );
    Definition { figure: Some(months), ..words }
}
/// Patients who may have been forgotten.
pub const UNSEEN: Definition = say(
    "Patients who are not archived, with no completed consultation in the last six months and no appointment to come, however long ago the last one was. A patient who never came counts from six months after the registration.",
);
/// Notes that are still to be written.
pub const WITHOUT_NOTE: Definition = say(
    "Completed consultations of the last 90 days of which no section of the note is written: no assessment, diagnosis, intervention or monitoring.",
);
/// Notes that are still to be signed.
pub const UNSIGNED: Definition = say(
    "Completed consultations with a written note that is not signed: those of today, and where signing is required all since it is.",
);
/// Plans that wait to be given.
pub const TO_GIVE: Definition = say(
    "Meal plans of patients that are drafts: begun and not given yet. Templates are not counted.",
);
/// Patients who may have been lost after they missed an appointment.
pub const TO_CALL: Definition = say(
    "Patients who missed an appointment in the last 30 days and have had none since, nor one to come. Archived ones are not counted.",
);
