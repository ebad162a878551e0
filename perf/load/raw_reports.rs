//! The SQL of each report, run straight through rusqlite: what SQLite itself needs for its figures.

use std::path::Path;
use std::time::Duration;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use nutrivault::figures::spelled;
use rusqlite::Connection;
use rusqlite::types::Value;

use crate::raw_rows::{drain, reader, timed};

macro_rules! sql {
    ($name:literal) => {
        include_str!(concat!("../../sql/queries/reports/", $name, ".sql"))
    };
}

/// The statements of each report, in the order in which it asks; the days vary.
pub const REPORTS: [(&str, &[(&str, Days)]); 5] = [
    (
        "patients",
        &[
            (sql!("patients"), Days::Instants),
            (SEEN, Days::Instants),
            (sql!("new_patients"), Days::Instants),
            (sql!("people"), Days::All),
            (sql!("new_patients"), Days::Trend),
            (sql!("patient_trend"), Days::Trend),
            (sql!("next_to_begin"), Days::All),
        ],
    ),
    (
        "visits",
        &[
            (sql!("visits"), Days::Instants),
            (sql!("people"), Days::All),
            (sql!("visit_trend"), Days::Trend),
            (sql!("next_to_begin"), Days::All),
        ],
    ),
    (
        "billing",
        &[
            BILLING[0],
            BILLING[1],
            BILLING[2],
            BILLING[3],
            BILLING[4],
            BILLING[5],
            (sql!("received"), Days::All),
        ],
    ),
    (
        "financial",
        &[
            (sql!("issued"), Days::All),
            (sql!("credits"), Days::All),
            (sql!("received"), Days::All),
            (sql!("issued"), Days::Trend),
            (sql!("credits"), Days::Trend),
            (sql!("received"), Days::Trend),
            (sql!("tax"), Days::All),
            (sql!("owed"), Days::All),
            (sql!("owing"), Days::All),
            (sql!("top_patients"), Days::All),
        ],
    ),
    (
        "overview",
        &[
            BILLING[0],
            BILLING[1],
            BILLING[2],
            BILLING[3],
            BILLING[4],
            BILLING[5],
            (sql!("new_patients"), Days::Trend),
            (sql!("patient_trend"), Days::Trend),
            (sql!("visit_trend"), Days::Trend),
            (sql!("patients"), Days::Instants),
            (SEEN, Days::Instants),
            (sql!("new_patients"), Days::Instants),
            (sql!("visits"), Days::Instants),
            (sql!("next_to_begin"), Days::All),
        ],
    ),
];

const SEEN: &str = include_str!("../../sql/queries/patients/seen.sql");

const BILLING: &[(&str, Days)] = &[
    (sql!("billing"), Days::All),
    (sql!("credits"), Days::All),
    (sql!("issued"), Days::Trend),
    (sql!("credits"), Days::Trend),
    (sql!("owed"), Days::All),
    (sql!("owing"), Days::All),
];

/// What `:from` and `:to` of a statement are.
#[derive(Clone, Copy, Debug)]
pub enum Days {
    /// Every day.
    All,
    /// Every instant.
    Instants,
    /// The days of the trend's twelve months.
    Trend,
}

pub struct RawReports {
    connection: Connection,
    today: Date,
    people: String,
}

impl RawReports {
    pub fn of(database: &Path) -> Self {
        let connection = reader(database);
        let people = "SELECT json_group_array(id) FROM users";
        let people = connection.query_row(people, [], |row| row.get(0)).expect("the users");
        Self { connection, today: TimeZone::UTC.to_datetime(Timestamp::now()).date(), people }
    }

    /// How long the statements of a report take.
    pub fn time(&self, statements: &[(&str, Days)]) -> Duration {
        timed(|| {
            for (statement, days) in statements {
                let statement = &spelled(statement, ":today");
                let values = self.values(statement, *days);
                let values: Vec<(&str, &dyn rusqlite::ToSql)> =
                    values.iter().map(|(name, value)| (*name, value as _)).collect();
                drain(&self.connection, statement, values.as_slice());
            }
        })
    }

    /// A value for each parameter that the statement names.
    fn values(&self, statement: &str, days: Days) -> Vec<(&'static str, Value)> {
        let first = self.today.first_of_month().saturating_sub(11.months());
        let last = self.today.last_of_month();
        let (from, to) = match days {
            Days::All => ("0000-01-01".to_owned(), "9999-12-31".to_owned()),
            Days::Instants => (String::new(), "~".to_owned()),
            Days::Trend => (first.to_string(), last.to_string()),
        };
        let text = Value::Text;
        let ago = |days: i32| self.today.saturating_sub(days.days()).to_string();
        let all = [
            (":from", text(from)),
            (":to", text(to)),
            (":today", text(self.today.to_string())),
            (":months", text(months(first))),
            (":ids", text(self.people.clone())),
            (":month", text(ago(30))),
            (":two", text(ago(60))),
            (":three", text(ago(90))),
            (":since", text(format!("{}T00:00:00.000Z", self.today.saturating_sub(1.years())))),
            (":now", text(format!("{}T12:00:00.000Z", self.today))),
            (":dietitian", Value::Null),
        ];
        // Without the comments, which name parameters too.
        let code: String = statement.lines().filter(|line| !line.starts_with("--")).collect();
        let names: Vec<&str> = code
            .split(':')
            .skip(1)
            .map(|rest| rest.split(|c: char| !c.is_alphabetic()))
            .filter_map(|mut words| words.next())
            .collect();
        all.into_iter().filter(|(name, _)| names.contains(&&name[1..])).collect()
    }
}

/// Twelve months as a JSON array of the instants that bound them.
fn months(first: Date) -> String {
    let begin = |number: i32| format!("{}T00:00:00.000Z", first.saturating_add(number.months()));
    let bounds: Vec<[String; 2]> = (0..12).map(|n| [begin(n), begin(n + 1)]).collect();
    serde_json::to_string(&bounds).unwrap_or_default()
}
