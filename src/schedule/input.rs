//! What a body may say of opening hours and of absences.

use jiff::civil::Date;
use serde_json::Value;

use super::hours::{MIDNIGHT, Opening, Week, minute_of};
use super::{MOST_DAYS, YEARS};
use crate::clock::{Moment, Zone, parse_day};
use crate::error::{Error, Result};
use crate::http::{Field, Fields, Parameters, as_fields};
use crate::ids::Id;
use crate::message::{Message, message};

/// Stretches of a week at most.
const MOST_OPENINGS: usize = 50;
/// How long a free time is looked for when nothing is said.
const USUAL_MINUTES: i64 = 30;

/// What a day or an instant must be: of [`YEARS`].
pub(crate) const OUT_OF_RANGE: Message =
    message("visit-out-of-range", "must be of a year from 1900 to 2199");

/// The hours of the clinic or of one dietitian.
#[derive(Clone, Debug)]
pub(crate) struct NewTimetable {
    /// None: the clinic's.
    pub dietitian_id: Option<Id>,
    /// None: those of the clinic hold again, or the usual ones for the clinic itself.
    pub week: Option<Week>,
}

impl NewTimetable {
    /// Reads a body; refusals stay in `fields`.
    pub fn read(fields: &mut Fields) -> Self {
        let dietitian_id = fields.id("dietitian_id").value();
        Self { dietitian_id, week: week(fields) }
    }
}

fn week(fields: &mut Fields) -> Option<Week> {
    let must = message("hours-list", "must be a list of up to 50 {weekday, from, to}, or null");
    let given = match fields.raw("hours") {
        Some(Value::Null) => return None,
        Some(Value::Array(given)) if given.len() <= MOST_OPENINGS => given.clone(),
        None => {
            fields.refuse("hours", message("required", "is required"));
            return None;
        }
        Some(_) => {
            fields.refuse("hours", must);
            return None;
        }
    };
    let openings: Vec<Opening> =
        given.into_iter().enumerate().filter_map(|(n, one)| opening(fields, n, one)).collect();
    let week = Week::of(openings);
    if week.is_none() {
        fields.refuse("hours", message("hours-overlap", "must not overlap on a weekday"));
    }
    week
}

fn opening(fields: &mut Fields, place: usize, given: Value) -> Option<Opening> {
    let part = format!("hours[{place}]");
    let Value::Object(map) = given else {
        fields.refuse(&part, message("is-object", "must be an object"));
        return None;
    };
    let mut inner = Fields::of(map);
    let weekday = inner.integer("weekday", 1..=7);
    let weekday = inner.required("weekday", weekday);
    let (from, to) = (minute(&mut inner, "from"), minute(&mut inner, "to"));
    if let (Some(from), Some(to)) = (from, to)
        && (from >= to || from == MIDNIGHT)
    {
        inner.refuse("to", message("hours-backwards", "must be after from"));
    }
    let opening = inner.is_good().then_some(());
    fields.absorb(&part, inner);
    opening.and(Some(Opening { weekday: weekday?, from: from?, to: to? }))
}

/// A field like 08:30, as the minute of the day.
fn minute(fields: &mut Fields, name: &str) -> Option<i64> {
    let text = fields.line(name, 5..=5);
    let text = fields.required(name, text)?;
    let found = minute_of(&text);
    if found.is_none() {
        fields.refuse(name, message("is-clock", "must be a time of the day like 08:30"));
    }
    found
}

/// An absence of a dietitian, or a closure of the clinic, to be stored.
#[derive(Clone, Debug)]
pub(crate) struct NewAbsence {
    pub id: Option<Id>,
    /// None: the clinic is closed.
    pub dietitian_id: Option<Id>,
    pub from: Moment,
    pub to: Moment,
    pub reason: Option<String>,
}

impl NewAbsence {
    /// Reads a body. `from` and `to` are instants or days; a day that ends it counts whole.
    ///
    /// # Errors
    /// 400 with every bad field.
    pub fn read(mut fields: Fields, zone: &Zone) -> Result<Self> {
        let id = fields.chosen_id();
        let dietitian_id = fields.id("dietitian_id").value();
        let (from, to) = (edge(&mut fields, "from", zone), edge(&mut fields, "to", zone));
        let (from, to) = (fields.required("from", from), fields.required("to", to));
        if let (Some(from), Some(to)) = (from, to)
            && from >= to
        {
            fields.refuse("to", message("absence-backwards", "must not be before its beginning"));
        }
        let reason = fields.line("reason", 1..=200).value();
        fields.finish()?;
        let (Some(from), Some(to)) = (from, to) else {
            return Err(Error::internal("a required field passed without a value"));
        };
        Ok(Self { id, dietitian_id, from, to, reason })
    }
}

/// The beginning (`from`) or the end of an absence.
fn edge(fields: &mut Fields, name: &str, zone: &Zone) -> Field<Moment> {
    let text = fields.raw(name).and_then(Value::as_str);
    match text.and_then(parse_day).filter(|day| YEARS.contains(&day.year())) {
        Some(day) if name == "from" => Field::Set(zone.start_of(day)),
        Some(day) => Field::Set(zone.end_of(day)),
        None => plausible_moment(fields, name, zone),
    }
}

/// An instant of a century in which people live: a slip of the year is caught here, and the end of
/// what begins then can always be written.
pub(crate) fn plausible_moment(fields: &mut Fields, name: &str, zone: &Zone) -> Field<Moment> {
    let moment = fields.moment(name, zone);
    match &moment {
        Field::Set(given) if !YEARS.contains(&zone.day_of(*given).year()) => {
            fields.refuse(name, OUT_OF_RANGE);
            Field::Absent
        }
        _ => moment,
    }
}

/// A civil day of a century in which people live.
pub(crate) fn plausible_day(fields: &mut Fields, name: &str) -> Field<Date> {
    match fields.day(name) {
        Field::Set(day) if !YEARS.contains(&day.year()) => {
            fields.refuse(name, OUT_OF_RANGE);
            Field::Absent
        }
        day => day,
    }
}

/// Days from the first to the last, both inclusive, and whose.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Days {
    pub dietitian_id: Option<Id>,
    pub first: Date,
    pub last: Date,
}

impl Days {
    /// Reads `dietitian_id`, `from_date` and `to_date`. Left out they are everybody, today and
    /// `usual` days after it.
    fn read(asked: &mut Fields, today: Date, (usual, most): (i32, i32)) -> Self {
        let dietitian_id = asked.id("dietitian_id").value();
        let (first, last) = (asked.day("from_date").value(), asked.day("to_date").value());
        let later = |day: Date| day.saturating_add(jiff::Span::new().days(usual));
        let first = first.unwrap_or_else(|| last.map_or(today, |last| last.min(today)));
        let last = last.unwrap_or_else(|| later(first));
        for (name, day) in [("from_date", first), ("to_date", last)] {
            if !YEARS.contains(&day.year()) {
                asked.refuse(name, OUT_OF_RANGE);
            }
        }
        let length = first.until(last).map_or(0, |span| span.get_days());
        if length < 0 {
            asked.refuse(
                "to_date",
                message("ends-before-it-begins", "must not be before from_date"),
            );
        } else if length >= most {
            let must = message("too-many-days", "must be at most {most} days after from_date");
            asked.refuse("to_date", must.number("most", most - 1));
        }
        Self { dietitian_id, first, last }
    }
}

/// The free times that are looked for: of a dietitian, on these days, at least so many minutes long.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wanted {
    pub dietitian_id: Id,
    pub days: Days,
    pub minutes: i64,
}

impl Wanted {
    /// Reads the parameters; what is left out is a week from today.
    ///
    /// # Errors
    /// 400 with every bad parameter.
    pub fn read(parameters: Parameters, today: Date) -> Result<Self> {
        let mut asked =
            as_fields(parameters, &["dietitian_id", "from_date", "to_date", "minutes"])?;
        let days = Days::read(&mut asked, today, (6, MOST_DAYS));
        let minutes = asked.integer("minutes", 5..=480).value().unwrap_or(USUAL_MINUTES);
        let dietitian_id =
            asked.required("dietitian_id", days.dietitian_id.map_or(Field::Absent, Field::Set));
        asked.finish()?;
        let dietitian_id = dietitian_id
            .ok_or_else(|| Error::internal("a required field passed without a value"))?;
        Ok(Self { dietitian_id, days, minutes })
    }
}

/// Reads whose absences are asked for, and of which days; left out everybody's of the next ten years.
///
/// # Errors
/// 400 with every bad parameter.
pub(crate) fn absences_of(parameters: Parameters, today: Date) -> Result<Days> {
    let mut asked = as_fields(parameters, &["dietitian_id", "from_date", "to_date"])?;
    let days = Days::read(&mut asked, today, (3660, 36_600));
    asked.finish()?;
    Ok(days)
}
