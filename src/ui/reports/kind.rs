//! The reports that there are: who may see each, what it asks, and what it shows.

use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::{Map, Value, json};

use super::sheet::{Maker, Sheet, Unit};
use crate::auth::Permission;
use crate::billing::status::{CLAIMING, OWED};
use crate::db::Sql;
use crate::error::Result;
use crate::figures;
use crate::reports::{Question, financial, overview, patients, visits};
use crate::ui::language::say;
use crate::ui::tile::{Tile, counted, in_currency};

/// A report that the page knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Activity,
    Visits,
    Patients,
    Money,
}

impl Kind {
    pub(super) const ALL: [Self; 4] = [Self::Activity, Self::Visits, Self::Patients, Self::Money];

    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Activity => "activity",
            Self::Visits => "visits",
            Self::Patients => "patients",
            Self::Money => "money",
        }
    }

    pub(super) fn title(self) -> &'static str {
        match self {
            Self::Activity => say("Activity"),
            Self::Visits => say("Visits"),
            Self::Patients => say("Patients"),
            Self::Money => say("Revenue"),
        }
    }

    pub(super) fn permission(self) -> Permission {
        match self {
            Self::Activity => Permission::ReportsOverview,
            Self::Visits => Permission::ReportsVisits,
            Self::Patients => Permission::ReportsPatients,
            Self::Money => Permission::ReportsBilling,
        }
    }

    pub(super) fn report(self, sql: &Sql<'_>, asked: &Question) -> Result<Map<String, Value>> {
        match self {
            Self::Activity => overview::report(sql, asked),
            Self::Visits => {
                let mut report = visits::report(sql, asked)?;
                report.insert("missedTrend".into(), visits::missed_trend(sql, asked)?);
                report.insert("asOf".into(), json!(asked.now));
                Ok(report)
            }
            Self::Patients => {
                let mut report = patients::report(sql, asked)?;
                let since = asked.clinic.active_since(asked.clinic.zone.day_of(asked.now));
                report.insert("activeSince".into(), json!(since.to_string()));
                report.insert("activeMonths".into(), json!(asked.clinic.active_months));
                Ok(report)
            }
            Self::Money => financial::report(sql, asked),
        }
    }

    pub(super) fn contents(
        self,
        report: &Value,
        make: &Maker<'_>,
        today: Date,
    ) -> (Vec<Tile>, Vec<Sheet>) {
        let days = make.days;
        let billed = format!("status_in={CLAIMING}&currency={}", make.currency);
        let tile = |label, value: &Value, href: String| {
            Tile::counting(label, make.language.figure(value), href)
                .of(value)
                .valued(counted(value))
        };
        let count = [("count", say("Number"), Unit::Count)];
        let active_months = report["activeMonths"].as_i64().unwrap_or_default();
        let seen =
            format!("last_completed_gte={}", report["activeSince"].as_str().unwrap_or_default());
        match self {
            Self::Activity => (
                vec![
                    tile(say("Patients"), &report["patients"]["total"], days.link("/patients", ""))
                        .meaning(figures::PATIENTS),
                    tile(say("Visits"), &report["visits"]["total"], days.link("/visits", ""))
                        .meaning(figures::VISITS),
                    make.billed(
                        report,
                        |row| &row["billing"]["totalRevenue"],
                        &report["billing"]["billedInvoices"],
                    ),
                    make.outstanding(
                        report,
                        |row| &row["billing"]["outstanding"]["amount"],
                        &report["billing"]["outstanding"]["count"],
                    ),
                    make.owed_to_patients(report, |row| &row["billing"]["owedToPatients"]),
                ],
                vec![
                    make.months(
                        say("Visits per month"),
                        &report["trends"]["visits"],
                        &count,
                        ("/visits", ""),
                    )
                    .meaning(figures::VISITS),
                    make.months(
                        say("Billed per month"),
                        &report["trends"]["revenue"],
                        &[
                            ("revenue", say("Billed"), Unit::Money),
                            ("count", say("Invoices"), Unit::Count),
                        ],
                        ("/invoices", &billed),
                    )
                    .beside(make, report, |row| &row["trends"]["revenue"], "revenue")
                    .meaning(figures::BILLED),
                    make.new_patients(&report["trends"]["newPatients"]),
                ],
            ),
            Self::Visits => (
                vec![
                    tile(say("Visits"), &report["summary"]["total"], days.link("/visits", ""))
                        .meaning(figures::VISITS),
                    tile(
                        say("Minutes on average"),
                        &report["summary"]["averageDuration"],
                        days.link("/visits", "status=COMPLETED"),
                    )
                    .of(&report["summary"]["completed"])
                    .noting(make.language.fill(
                        say("{} completed"),
                        &[&make.language.figure(&report["summary"]["completed"])],
                    ))
                    .meaning(figures::MINUTES),
                    make.missed(report),
                ],
                vec![
                    make.months(
                        say("Visits per month"),
                        &report["visitTrend"],
                        &count,
                        ("/visits", ""),
                    )
                    .meaning(figures::VISITS),
                    make.missed_months(report),
                    make.counted(
                        say("By status"),
                        &report["byStatus"],
                        ("status", say("Status")),
                        "/visits",
                    )
                    .meaning(figures::VISITS),
                    make.counted(
                        say("By type"),
                        &report["byType"],
                        ("visit_type", say("Visit")),
                        "/visits",
                    )
                    .meaning(figures::VISITS),
                    make.people(
                        say("By dietitian"),
                        &report["byDietitian"],
                        "dietitian",
                        "/visits",
                    )
                    .meaning(figures::VISITS),
                ],
            ),
            Self::Patients => (
                vec![
                    tile(say("Patients"), &report["summary"]["total"], days.link("/patients", ""))
                        .meaning(figures::PATIENTS),
                    tile(say("New patients"), &report["summary"]["new"], days.new_patients())
                        .meaning(figures::NEW_PATIENTS),
                    tile(say("Active"), &report["summary"]["seen"], days.link("/patients", &seen))
                        .meaning(figures::active(active_months)),
                    tile(
                        say("Not archived"),
                        &report["summary"]["active"],
                        days.link("/patients", "is_active=true"),
                    )
                    .meaning(figures::NOT_ARCHIVED),
                    tile(
                        say("Archived"),
                        &report["summary"]["inactive"],
                        days.link("/patients", "is_active=false"),
                    )
                    .meaning(figures::ARCHIVED),
                ],
                vec![
                    make.new_patients(&report["newPatientsTrend"]),
                    make.counted(
                        say("By gender"),
                        &report["byGender"],
                        ("gender", say("Gender")),
                        "/patients",
                    )
                    .meaning(figures::PATIENTS),
                    make.people(
                        say("By dietitian"),
                        &report["byDietitian"],
                        "assignedDietitian",
                        "/patients",
                    )
                    .meaning(figures::PATIENTS),
                ],
            ),
            Self::Money => (
                vec![
                    make.billed(report, |row| &row["billed"], &report["billedInvoices"]),
                    make.received(report),
                    make.outstanding(
                        report,
                        |row| &row["outstanding"],
                        &report["outstandingInvoices"],
                    ),
                    make.owed_to_patients(report, |row| &row["owedToPatients"]),
                ],
                vec![
                    make.months(
                        say("Billed per month"),
                        &report["byMonth"],
                        &[
                            ("billed", say("Billed"), Unit::Money),
                            ("received", say("Received"), Unit::Money),
                        ],
                        ("/invoices", &billed),
                    )
                    .leading(2, |at| make.moved_in(&report["byMonth"][at]))
                    .beside(make, report, |row| &row["byMonth"], "billed")
                    .meaning(figures::BILLED),
                    make.sums(
                        say("How long it is owed"),
                        &report["ageing"],
                        ("bucket", say("Days")),
                        &[
                            ("amount", say("Still owed"), Unit::Money),
                            ("count", say("Invoices"), Unit::Count),
                        ],
                        true,
                        |row| in_currency(&days.link("/invoices", &due(row, today)), make.currency),
                    )
                    .beside(make, report, |row| &row["ageing"], "amount")
                    .meaning(figures::AGEING),
                    make.sums(
                        say("Tax"),
                        &report["tax"],
                        ("rate", say("Tax rate")),
                        &[
                            ("net", say("Net"), Unit::Money),
                            ("tax", say("Tax"), Unit::Money),
                            ("count", say("Invoices"), Unit::Count),
                        ],
                        false,
                        |row| days.link("/invoices", &format!("{}&{billed}", taxed(row))),
                    )
                    .beside(make, report, |row| &row["tax"], "tax")
                    .meaning(figures::TAX_BY_RATE),
                    make.sums(
                        say("By method"),
                        &report["byMethod"],
                        ("payment_method", say("Method")),
                        &[
                            ("amount", say("Received"), Unit::Money),
                            ("count", say("Payments"), Unit::Count),
                        ],
                        true,
                        |row| match row["payment_method"].as_str() {
                            Some(method) => {
                                let link = make.moved(&format!("method={method}"));
                                in_currency(&link, make.currency)
                            }
                            None => String::new(),
                        },
                    )
                    .beside(make, report, |row| &row["byMethod"], "amount")
                    .meaning(figures::BY_METHOD),
                    make.sums(
                        say("Patients billed most"),
                        &report["topPatients"],
                        ("patient", say("Patient")),
                        &[
                            ("billed", say("Billed"), Unit::Money),
                            ("count", say("Invoices"), Unit::Count),
                        ],
                        false,
                        |row| {
                            let id = row["patient"]["id"].as_str().unwrap_or_default();
                            days.link("/invoices", &format!("patient_id={id}&{billed}"))
                        },
                    )
                    .meaning(figures::BILLED_MOST),
                ],
            ),
        }
    }
}

/// The invoices with a line of a rate, for the address of their list.
fn taxed(row: &Value) -> String {
    let field = if row["second"] == true { "second_tax_rate" } else { "tax_rate" };
    match &row["rate"] {
        Value::Number(rate) => format!("{field}={rate}"),
        _ => format!("{field}_null=true"),
    }
}

/// The invoices of a bucket of the ageing, for the address of their list.
fn due(row: &Value, today: Date) -> String {
    let ago = |days: i32| today.saturating_sub(days.days());
    let days = match row["bucket"].as_str() {
        Some("not_due") => format!("due_date_gte={today}"),
        Some("1-30") => format!("due_date_gte={}&due_date_lte={}", ago(30), ago(1)),
        Some("31-60") => format!("due_date_gte={}&due_date_lte={}", ago(60), ago(31)),
        Some("61-90") => format!("due_date_gte={}&due_date_lte={}", ago(90), ago(61)),
        _ => format!("due_date_lte={}", ago(91)),
    };
    format!("status_in={OWED}&{days}")
}
