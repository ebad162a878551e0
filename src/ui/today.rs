//! The start page: who comes today, what needs attention, this month against last; for the clinic
//! or for the dietitian who looks.

use askama::Template;
use serde_json::Value;

use super::attention::store::unseen_count;
use super::dietitians::Dietitians;
use super::language::say;
use super::staff::Shell;
use super::tile::{Tile, in_currency};
use super::visits::pages::badge;
use crate::auth::{Caller, Permission};
use crate::billing::status::{CLAIMING, OWED};
use crate::clock::Moment;
use crate::db::Sql;
use crate::error::Result;
use crate::figures::{self, Definition};
use crate::ids::Id;
use crate::patients::store::must_see;
use crate::reports::agenda::{self, AgendaVisit};
use crate::reports::range::Range;
use crate::reports::{Question, dashboard};
use crate::settings::InForce;
use crate::shown::{Discloses, Shows};

/// Patients not seen for long that are counted at most.
const MOST_UNSEEN: i64 = 10_000;

/// A visit of the day, in words.
struct Row {
    id: Id,
    time: String,
    patient: (String, String),
    dietitian: String,
    dietitian_id: String,
    kind: String,
    status: String,
    badge: &'static str,
    is_open: bool,
    arrived: Option<String>,
    /// The start of another dietitian's visits, where they stand together.
    heads: bool,
}

/// Something that wants to be looked at.
struct Attention {
    text: String,
    href: String,
    /// What it counts, and how many.
    meaning: Option<Definition>,
    count: Option<i64>,
}

/// The page.
#[derive(Template)]
#[template(path = "ui/today.html", config = "src/ui/askama.toml")]
pub(super) struct TodayPage {
    shell: Shell,
    day: String,
    visits: Vec<Row>,
    may_mark: bool,
    /// Whether the visits stand together by dietitian, where there are several.
    by_person: Option<bool>,
    attention: Vec<Attention>,
    tiles: Vec<Tile>,
    /// When the last backup was made, for those who look after it.
    backup: Option<String>,
}

impl Discloses for TodayPage {
    fn shows(&self) -> Shows {
        Shows::names("visit", self.visits.iter().map(|visit| visit.id))
    }
}

/// What the page shows to `caller`, by the same questions as the API's dashboard.
///
/// # Errors
/// What SQLite says.
pub(super) fn read(
    sql: &Sql<'_>,
    caller: &Caller,
    shell: Shell,
    settings: &InForce,
    now: Moment,
    by_time: bool,
) -> Result<TodayPage> {
    let language = shell.look.language;
    let today = settings.0.zone.day_of(now);
    let range = Range::between(None, None, today)?;
    let asked = Question { scope: caller.scope(), range, clinic: settings.0.clone(), now };
    let may_see = caller.may(Permission::VisitsList);
    let reports = caller.may(Permission::ReportsOverview);
    let visits = match may_see || reports {
        true => agenda::read(sql, &asked)?,
        false => Vec::new(),
    };
    let report = match reports {
        true => Value::Object(dashboard::with_agenda(sql, &asked, &visits)?),
        false => Value::Null,
    };
    let people = Dietitians::read(sql, language)?;
    let zone = &settings.0.zone;
    let wall = |at: Moment| zone.wall_clock(at).strftime("%H:%M").to_string();
    // What began yesterday and lasts into today says until when.
    let time = |visit: &AgendaVisit| match visit.visit_date < zone.start_of(today) {
        true => {
            let ends = visit.visit_date.plus_minutes(visit.duration_minutes);
            language.fill(say("until {}"), &[&wall(ends)])
        }
        false => wall(visit.visit_date),
    };
    let row = |visit: &AgendaVisit| {
        let kind = language.code(visit.visit_type.as_deref().unwrap_or("VISIT"));
        let dietitian_id = visit.dietitian.id.to_string();
        Row {
            id: visit.id,
            time: time(visit),
            patient: (file_of(sql, visit.patient.id, caller), visit.patient.full()),
            dietitian: people.name(&dietitian_id, visit.dietitian.full()),
            dietitian_id,
            kind: format!("{kind} · {} min", visit.duration_minutes),
            status: language.code(&visit.status),
            badge: badge(&visit.status),
            is_open: visit.status == "SCHEDULED",
            arrived: visit.arrived_at.map(wall),
            heads: false,
        }
    };
    let mut visits: Vec<Row> = visits.iter().map(row).collect();
    let is_several = visits.windows(2).any(|pair| pair[0].dietitian_id != pair[1].dietitian_id);
    if is_several && !by_time {
        // By whom, not by name: two people may share one.
        visits
            .sort_by(|a, b| (&a.dietitian, &a.dietitian_id).cmp(&(&b.dietitian, &b.dietitian_id)));
        for at in 0..visits.len() {
            visits[at].heads = at == 0 || visits[at - 1].dietitian_id != visits[at].dietitian_id;
        }
    }
    let unseen = match caller.may(Permission::PatientsList) {
        true => {
            let when = (&settings.0.zone, now);
            unseen_count(sql, caller.scope().dietitian(), when, MOST_UNSEEN + 1)?
        }
        false => 0,
    };
    Ok(TodayPage {
        day: language.weekday(today),
        visits,
        by_person: is_several.then_some(!by_time),
        may_mark: caller.may(Permission::VisitsUpdate),
        attention: attention(&report, unseen, caller, &shell),
        backup: report["lastBackup"]["started_at"]
            .as_str()
            .filter(|_| caller.may(Permission::SystemRead))
            .map(|at| language.moment_text(at, &settings.0.zone)),
        tiles: tiles(&report, &shell, settings, today),
        shell,
    })
}

/// Where the patient's file is: nowhere for a dietitian who only stands in for another.
fn file_of(sql: &Sql<'_>, patient: Id, caller: &Caller) -> String {
    if must_see(sql, patient, caller.scope()).is_ok() {
        format!("/patients/{patient}")
    } else {
        String::new()
    }
}

fn attention(report: &Value, unseen: i64, caller: &Caller, shell: &Shell) -> Vec<Attention> {
    let language = shell.look.language;
    let mut all = Vec::new();
    let count = |value: &Value| value["count"].as_i64().unwrap_or(0);
    let empty = Vec::new();
    // Each currency for itself, and each with its own list.
    for row in report["byCurrency"].as_array().unwrap_or(&empty) {
        let (overdue, currency) = (&row["overdue"], row["currency"].as_str().unwrap_or_default());
        if count(overdue) > 0 && caller.may(Permission::BillingList) {
            let sum = language.money(&overdue["amount"], currency);
            all.push(Attention {
                text: language.fill(
                    say("Overdue invoices: {} · {}"),
                    &[&language.number(&count(overdue).to_string()), &sum],
                ),
                href: in_currency("/invoices?status=OVERDUE", currency),
                meaning: Some(figures::OVERDUE),
                count: Some(count(overdue)),
            });
        }
    }
    let unwritten = &report["visitsWithoutNote"];
    if count(unwritten) > 0 {
        all.push(Attention {
            text: language.fill(
                say("Completed visits of the last 90 days without a note: {}"),
                &[&language.number(&count(unwritten).to_string())],
            ),
            href: "/attention/unwritten".into(),
            meaning: Some(figures::WITHOUT_NOTE),
            count: Some(count(unwritten)),
        });
    }
    if unseen > 0 {
        let text = say("Patients not seen for six months: {}");
        // The largest clinics count no further: a page that is opened all day looks at no more.
        let count = language.number(&unseen.min(MOST_UNSEEN).to_string());
        let count = if unseen > MOST_UNSEEN { format!("{count}+") } else { count };
        all.push(Attention {
            text: language.fill(text, &[&count]),
            href: "/attention/unseen".into(),
            meaning: Some(figures::UNSEEN),
            count: Some(unseen).filter(|unseen| *unseen <= MOST_UNSEEN),
        });
    }
    if caller.may(Permission::SystemRead) && report["lastBackup"].is_null() {
        all.push(Attention {
            text: shell.t(say("There is no backup yet")).to_owned(),
            href: "/system".into(),
            meaning: None,
            count: None,
        });
    }
    all
}

/// The figures of this month beside last month's, and what is owed.
fn tiles(report: &Value, shell: &Shell, settings: &InForce, today: jiff::civil::Date) -> Vec<Tile> {
    if report["thisMonth"].is_null() {
        return Vec::new();
    }
    let (this, last) = (&report["thisMonth"], &report["lastMonth"]);
    let language = shell.look.language;
    let ((first, last_day), (_, same_day)) = dashboard::months_to_date(today);
    let since = |list: &str| format!("{list}?from_date={first}&to_date={last_day}");
    // The same days of the month before.
    let name = language.short_date(same_day);
    let beside = |value: String| language.fill(say("{} by {}"), &[&value, &name]);
    let figure = |value: &Value| language.figure(value);
    let clinic = &settings.0.currency;
    let money = |value: &Value| language.money(value, clinic);
    let tile = |label, report: &Value, sum: fn(&Value) -> &Value, link: &str| {
        Tile::money(label, report, clinic, language, sum, link)
    };
    let invoices = |count: &Value| match count.as_i64() {
        Some(1) => language.t(say("1 invoice")).to_owned(),
        _ => language.fill(say("{} invoices"), &[&figure(count)]),
    };
    let mut tiles = vec![
        Tile::counting(
            say("Visits this month"),
            figure(&this["visits"]["total"]),
            since("/visits"),
        )
        .of(&this["visits"]["total"])
        .noting(beside(figure(&last["visits"]["total"])))
        .meaning(figures::VISITS),
        Tile::counting(
            say("New patients this month"),
            figure(&this["newPatients"]),
            format!("/patients?first_completed_gte={first}&first_completed_lte={last_day}"),
        )
        .of(&this["newPatients"])
        .noting(beside(figure(&last["newPatients"])))
        .meaning(figures::NEW_PATIENTS),
        tile(
            say("Billed this month"),
            report,
            |row| &row["thisMonth"]["billing"]["totalRevenue"],
            &format!("{}&status_in={CLAIMING}", since("/invoices")),
        )
        .of(&this["billing"]["billedInvoices"])
        .noting(format!(
            "{} · {}",
            invoices(&this["billing"]["billedInvoices"]),
            beside(money(&last["billing"]["totalRevenue"])),
        ))
        .meaning(figures::BILLED),
        tile(
            say("Still owed"),
            report,
            |row| &row["unpaid"]["amount"],
            &format!("/invoices?status_in={OWED}"),
        )
        .of(&report["unpaid"]["count"])
        .noting(invoices(&report["unpaid"]["count"]))
        .meaning(figures::OUTSTANDING),
    ];
    let owed_to_patients =
        tile(say("Owed to patients"), report, |row| &row["owedToPatients"]["amount"], "/credits")
            .of(&report["owedToPatients"]["count"])
            .noting(match report["owedToPatients"]["count"].as_i64() {
                Some(1) => language.t(say("1 invoice or deposit")).to_owned(),
                _ => {
                    let count = figure(&report["owedToPatients"]["count"]);
                    language.fill(say("{} invoices or deposits"), &[&count])
                }
            })
            .meaning(figures::OWED_TO_PATIENTS);
    let owes = |row: &Value| row["owedToPatients"]["count"].as_i64().is_some_and(|n| n > 0);
    if report["byCurrency"].as_array().is_some_and(|rows| rows.iter().any(owes)) {
        tiles.push(owed_to_patients);
    }
    tiles
}
