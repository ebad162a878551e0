//! Visits. Overlaps do not matter here: what took place took place.

use super::Import;
use super::record::{Record, id_of};
use super::store::{self, VisitRow};
use super::vocabulary::{self, Word};
use crate::clock::{Moment, Zone};
use crate::error::Result;

const KNOWN: [&str; 16] = [
    "id",
    "patient_id",
    "dietitian_id",
    "visit_date",
    "duration_minutes",
    "visit_type",
    "status",
    "chief_complaint",
    "assessment",
    "recommendations",
    "next_visit_date",
    "private_notes",
    "created_by",
    "updated_by",
    "created_at",
    "updated_at",
];
const USUAL_MINUTES: i64 = 30;
const HOUR_MS: i64 = 3_600_000;

pub(super) fn bring(import: &Import<'_>) -> Result<()> {
    import.each("visits", "created_at, id", |row| visit(import, row))
}

fn visit(import: &Import<'_>, row: &Record<'_>) -> Result<()> {
    if store::exists(import.tx, "visits", row.id)? {
        import.already_there("visits");
        return Ok(());
    }
    let patient_text = row.text("patient_id").unwrap_or_default();
    let patient = id_of(&patient_text);
    if !import.patients.borrow().contains(&patient) {
        import.leave_out(row, "patient_id", &patient_text, "names no patient");
        return Ok(());
    }
    let Some(dietitian) = import.user(row, "dietitian_id")?.or(import.user(row, "created_by")?)
    else {
        import.leave_out(row, "dietitian_id", "", "names no user");
        return Ok(());
    };
    let created_at = import.moment(row, "created_at", import.now())?;
    let visit_date = import.moment(row, "visit_date", created_at)?;
    if skipped(&import.zone, visit_date) {
        let value = row.text("visit_date").unwrap_or_default();
        let done =
            "lies in the hour in which clocks are put forward: kept as the instant that it is";
        import.remark(row, "visit_date", &value, done);
    }
    let minutes = row.number("duration_minutes").map(|minutes| minutes.round() as i64);
    let duration_minutes = match minutes {
        Some(minutes) if (1..=24 * 60).contains(&minutes) => minutes,
        _ => {
            let value = row.text("duration_minutes").unwrap_or_default();
            let done = format!("is no length of a visit: {USUAL_MINUTES} stands in");
            import.keep(row, "duration_minutes", &value, &done)?;
            USUAL_MINUTES
        }
    };
    let visit_type = word(import, row, "visit_type", vocabulary::visit_type)?;
    let status = word(import, row, "status", vocabulary::visit_status)?.unwrap_or("SCHEDULED");
    store::insert_visit(
        import.tx,
        &VisitRow {
            id: row.id,
            patient,
            dietitian,
            visit_date,
            duration_minutes,
            visit_type,
            status,
            texts: ["chief_complaint", "assessment", "recommendations", "private_notes"]
                .map(|column| row.text(column)),
            next_visit_date: import.day(row, "next_visit_date")?,
            created_by: import.user(row, "created_by")?,
            updated_by: import.user(row, "updated_by")?,
            created_at,
            updated_at: import.moment(row, "updated_at", created_at)?,
        },
    )?;
    import.keep_unknown(row, &KNOWN)?;
    import.visits.borrow_mut().insert(row.id, patient);
    import.arrived("visits");
    Ok(())
}

/// A word of the vocabulary in our spelling, remarked on where it was another.
pub(super) fn word(
    import: &Import<'_>,
    row: &Record<'_>,
    column: &'static str,
    find: fn(&str) -> Word,
) -> Result<Option<&'static str>> {
    let Some(text) = row.text(column) else { return Ok(None) };
    match find(&text) {
        Word::Same(word) => {
            if word != text {
                import.remark(row, column, &text, &format!("is spelt {word} here"));
            }
            Ok(Some(word))
        }
        Word::Nearest(word) => {
            import.keep(row, column, &text, &format!("{word} comes nearest and stands in"))?;
            Ok(Some(word))
        }
        Word::Unknown => {
            import.keep(row, column, &text, "is not known here")?;
            Ok(None)
        }
    }
}

/// Whether the clocks were put forward in the hour before that instant. The predecessor knew no
/// zone; a clinic that has not chosen one yet is looked at by Central Europe's, its home.
fn skipped(zone: &Zone, at: Moment) -> bool {
    let home = (zone.name() == "UTC").then(|| Zone::named("Europe/Paris")).flatten();
    let zone = home.as_ref().unwrap_or(zone);
    let (before, now) = (zone.wall_clock(at.plus_ms(-HOUR_MS)), zone.wall_clock(at));
    now.duration_since(before).as_hours() > 1
}
