//! The start page: who comes today, what needs attention, this month against last; for the clinic
//! or for the dietitian who looks.

use askama::Template;

use super::attention::store::unseen_count;
use super::dietitians::Dietitians;
use super::kinds::Kinds;
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
use crate::money::Amount;
use crate::patients::store::must_see;
use crate::reports::agenda::{self, AgendaVisit};
use crate::reports::dashboard::{self, DashboardReport, MoneyToday};
use crate::reports::range::Range;
use crate::reports::view::CountedSum;
use crate::reports::{Question, Report as _};
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
    is_completed: bool,
    arrived: Option<String>,
    /// Since when it is in consultation.
    started: Option<String>,
    /// Minutes after its time at which nobody has come yet.
    late: Option<i64>,
    /// Whether its time is now.
    is_now: bool,
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
    may_bill: bool,
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
    let report = match reports {
        true => Some(DashboardReport::read(sql, &asked)?),
        false => None,
    };
    let agenda = match &report {
        None if may_see => agenda::read(sql, &asked)?,
        _ => Vec::new(),
    };
    let visits = report.as_ref().map_or(&agenda, |report| &report.today.visits);
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
    let kinds = Kinds::of(settings, language);
    let row = |visit: &AgendaVisit| {
        let kind = kinds.word(visit.visit_type.as_deref());
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
            is_completed: visit.status == "COMPLETED",
            arrived: visit.arrived_at.map(wall),
            started: visit.started_at.map(wall),
            late: late(visit, now),
            is_now: visit.visit_date <= now
                && now < visit.visit_date.plus_minutes(visit.duration_minutes),
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
        may_bill: caller.may(Permission::BillingCreate),
        attention: attention(report.as_ref(), unseen, caller, &shell),
        backup: report
            .as_ref()
            .and_then(|report| report.last_backup.as_ref())
            .filter(|_| caller.may(Permission::SystemRead))
            .map(|backup| language.moment_text(&backup.started_at, &settings.0.zone)),
        tiles: report.as_ref().map_or_else(Vec::new, |report| tiles(report, &shell, today)),
        shell,
    })
}

/// By how many minutes somebody who is expected is late.
fn late(visit: &AgendaVisit, now: Moment) -> Option<i64> {
    let is_awaited = visit.status == "SCHEDULED" && visit.arrived_at.is_none();
    let minutes = (now.ms() - visit.visit_date.ms()) / 60_000;
    (is_awaited && visit.started_at.is_none() && minutes > 0).then_some(minutes)
}

/// Where the patient's file is: nowhere for a dietitian who only stands in for another.
fn file_of(sql: &Sql<'_>, patient: Id, caller: &Caller) -> String {
    if must_see(sql, patient, caller.scope()).is_ok() {
        format!("/patients/{patient}")
    } else {
        String::new()
    }
}

fn attention(
    report: Option<&DashboardReport>,
    unseen: i64,
    caller: &Caller,
    shell: &Shell,
) -> Vec<Attention> {
    let language = shell.look.language;
    let number = |count: i64| language.number(&count.to_string());
    let mut all = Vec::new();
    // Each currency for itself, and each with its own list.
    for row in report.into_iter().flat_map(|report| &report.money.by_currency) {
        let CountedSum { amount, count } = &row.figures.overdue;
        if *count > 0 && caller.may(Permission::BillingList) {
            all.push(Attention {
                text: language.fill(
                    say("Overdue invoices: {} · {}"),
                    &[&number(*count), &language.money_of(amount)],
                ),
                href: in_currency("/invoices?status=OVERDUE", &row.currency),
                meaning: Some(figures::OVERDUE),
                count: Some(*count),
            });
        }
    }
    let unwritten = report.map_or(0, |report| report.visits_without_note.count);
    if unwritten > 0 {
        all.push(Attention {
            text: language.fill(
                say("Completed visits of the last 90 days without a note: {}"),
                &[&number(unwritten)],
            ),
            href: "/attention/unwritten".into(),
            meaning: Some(figures::WITHOUT_NOTE),
            count: Some(unwritten),
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
    let has_none = report.is_some_and(|report| report.last_backup.is_none());
    if caller.may(Permission::SystemRead) && has_none {
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
fn tiles(report: &DashboardReport, shell: &Shell, today: jiff::civil::Date) -> Vec<Tile> {
    let money = &report.money;
    let (this, last) = (&money.clinic.this_month, &money.clinic.last_month);
    let language = shell.look.language;
    let ((first, last_day), (_, same_day)) = dashboard::months_to_date(today);
    let since = |list: &str| format!("{list}?from_date={first}&to_date={last_day}");
    // The same days of the month before.
    let name = language.short_date(same_day);
    let beside = |value: String| language.fill(say("{} by {}"), &[&value, &name]);
    let number = |count: i64| language.number(&count.to_string());
    let all = |sum: fn(&MoneyToday) -> &Amount| {
        money.by_currency.iter().map(move |row| sum(&row.figures))
    };
    let number_of = |count: i64, one: &'static str, many: &'static str| match count {
        1 => language.t(one).to_owned(),
        _ => language.fill(many, &[&number(count)]),
    };
    let invoices = |count: i64| number_of(count, say("1 invoice"), say("{} invoices"));
    let counting = |label, count: i64, before: i64, href: String| {
        Tile::counting(label, number(count), href).of(count).noting(beside(number(before)))
    };
    let unpaid = &money.clinic.unpaid;
    let mut tiles = vec![
        counting(say("Visits this month"), this.visits.total, last.visits.total, since("/visits"))
            .meaning(figures::VISITS),
        counting(
            say("New patients this month"),
            this.new_patients,
            last.new_patients,
            format!("/patients?first_completed_gte={first}&first_completed_lte={last_day}"),
        )
        .meaning(figures::NEW_PATIENTS),
        Tile::money(
            say("Billed this month"),
            &this.billing.total_revenue,
            all(|row| &row.this_month.billing.total_revenue),
            language,
            &format!("{}&status_in={CLAIMING}", since("/invoices")),
        )
        .of(this.billing.billed_invoices)
        .noting(format!(
            "{} · {}",
            invoices(this.billing.billed_invoices),
            beside(language.money_of(&last.billing.total_revenue)),
        ))
        .meaning(figures::BILLED),
        Tile::money(
            say("Still owed"),
            &unpaid.amount,
            all(|row| &row.unpaid.amount),
            language,
            &format!("/invoices?status_in={OWED}"),
        )
        .of(unpaid.count)
        .noting(invoices(unpaid.count))
        .meaning(figures::OUTSTANDING),
    ];
    if money.by_currency.iter().any(|row| row.figures.owed_to_patients.count > 0) {
        let owed = &money.clinic.owed_to_patients;
        let (one, many) = (say("1 invoice or deposit"), say("{} invoices or deposits"));
        let sums = all(|row| &row.owed_to_patients.amount);
        tiles.push(
            Tile::money(say("Owed to patients"), &owed.amount, sums, language, "/credits")
                .of(owed.count)
                .noting(number_of(owed.count, one, many))
                .meaning(figures::OWED_TO_PATIENTS),
        );
    }
    tiles
}
