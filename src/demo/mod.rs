//! A plausible clinic for an empty database: the same for the same seed and day.
//!
//! Each subject draws from its own stream of random numbers, so that a change to one leaves the
//! others as they were. Nothing here is anybody's: telephone numbers, addresses of mail and of
//! machines come from the ranges kept free for fiction.

mod body;
mod calendar;
mod care;
mod clinic;
mod desk;
mod desk_store;
mod diary;
mod habits;
mod invoices;
mod kitchen;
mod letterhead;
mod logo;
mod menus;
mod model;
mod notes;
mod patients;
mod payments;
mod people;
mod person;
mod random;
mod record;
mod record_store;
mod scene;
mod signatures;
mod staff;
mod store;
#[cfg(test)]
mod tests;
mod trail;
mod visits;
mod witness;

use std::cell::Cell;

use calendar::Calendar;
use random::Random;
use scene::{Progress, Scene};

use crate::audit::{self, Action, Actor, Entry};
use crate::cache::Tag;
use crate::clock::Moment;
use crate::db::{Database, Meter, Sql, Tx};
use crate::error::{Error, Result};
use crate::nutrition::foods::import::bring_starter;

/// How large a clinic, and which one.
#[derive(Clone, Debug)]
pub struct Options {
    pub patients: u64,
    /// Visits; those that took place have measurements.
    pub visits: u64,
    /// Invoices, with their lines and payments.
    pub invoices: u64,
    /// Rows of the audit trail, the last one of which tells of this filling.
    pub audit: u64,
    pub seed: u64,
    /// Every login's password.
    pub password: String,
    pub bcrypt_cost: u32,
    /// The day that the clinic lives around; its hour changes nothing.
    pub now: Moment,
}

impl Options {
    /// The clinic of the command `demo`.
    pub fn full(seed: u64, password: String, bcrypt_cost: u32, now: Moment) -> Self {
        let (patients, visits, invoices, audit) = (5_000, 25_000, 25_000, 100_000);
        Self { patients, visits, invoices, audit, seed, password, bcrypt_cost, now }
    }

    /// The clinic of `serve --demo`: small, and there at once.
    pub fn small(seed: u64, password: String, bcrypt_cost: u32, now: Moment) -> Self {
        let (patients, visits, invoices, audit) = (60, 300, 200, 500);
        Self { patients, visits, invoices, audit, seed, password, bcrypt_cost, now }
    }
}

/// What was made.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Summary {
    /// Each login with its role.
    pub logins: Vec<(String, String)>,
    pub services: u64,
    pub patients: u64,
    pub visits: u64,
    pub measurements: u64,
    pub invoices: u64,
    pub payments: u64,
    pub audit: u64,
}

/// The page cache while the database is filled.
const FILLING_CACHE_KIB: i64 = 64 * 1024;

/// Whether there is nobody and nothing in this database yet.
///
/// # Errors
/// What SQLite says.
pub fn is_empty(sql: &Sql<'_>) -> Result<bool> {
    store::is_empty(sql)
}

/// Fills an empty database in one transaction: afterwards all of the clinic is there, or nothing.
/// The transaction counts against the database's query budget, so open it with a large one
/// (`query_budget_ms`). `progress` hears how many records of how many are written.
///
/// # Errors
/// 400 when there are visits or invoices but no patients; 409 when the database is not empty;
/// else what SQLite says.
pub fn fill(
    database: &Database,
    options: &Options,
    progress: &dyn Fn(u64, u64),
) -> Result<Summary> {
    if options.patients == 0 && options.visits + options.invoices > 0 {
        return Err(Error::field("patients", "must be above 0 where there are visits or invoices"));
    }
    let hash = bcrypt::non_truncating_hash(&options.password, options.bcrypt_cost)
        .map_err(|error| Error::field("password", error.to_string()))?;
    let calendar = Calendar::on(options.now)?;
    let all = options.patients + options.visits + options.invoices + options.audit.max(1);
    let progress = Progress { done: Cell::new(0), all, tell: progress };
    database.write_alone(&Meter::default(), |tx| {
        if !is_empty(tx)? {
            return Err(Error::conflict(
                "NOT_EMPTY",
                "The database holds data; nothing was added.",
            ));
        }
        let before = store::resize_cache(tx, FILLING_CACHE_KIB)?;
        let populated = populate(tx, options, &calendar, &hash, &progress);
        store::resize_cache(tx, before)?;
        let summary = populated?;
        for tag in [
            Tag::Users,
            Tag::Patients,
            Tag::Visits,
            Tag::Billing,
            Tag::Settings,
            Tag::Plans,
            Tag::Recipes,
        ] {
            tx.touch(tag);
        }
        (progress.tell)(all, all);
        Ok(summary)
    })
}

/// Everything, in the order in which the tables refer to each other.
fn populate(
    tx: &Tx<'_>,
    options: &Options,
    calendar: &Calendar,
    password_hash: &str,
    progress: &Progress<'_>,
) -> Result<Summary> {
    let stream = |subject| Random::of(options.seed, subject);
    let count = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
    let number = count(options.patients);
    let panels = patients::assign(&mut stream("panels"), &staff::dietitians(), number);
    let diary = diary::plan(&mut stream("diary"), calendar, &panels, count(options.visits));

    let opened = calendar.opening(diary.first().map(|appointment| appointment.begins));
    let staff = staff::hire(tx, &mut stream("staff"), calendar, opened, password_hash)?;
    let services = clinic::open(tx, &mut stream("clinic"), opened, staff.id(model::ADMIN))?;
    let scene = &Scene { tx, calendar, staff: &staff, opened, progress };
    let patients = patients::register(scene, &mut stream("patients"), &panels, &diary, number)?;
    let (visits, measurements) = visits::hold(scene, &mut stream("visits"), &patients, &diary)?;
    let invoices = invoices::write(
        scene,
        &mut stream("invoices"),
        &services,
        &patients,
        &visits,
        count(options.invoices),
    )?;
    desk::write(scene, &mut stream("desk"), &patients)?;
    care::write(scene, &mut stream("care"), &patients)?;
    record::write(scene, &mut stream("record"), &patients)?;
    // What its people eat is of the starter foods, which every clinic has.
    bring_starter(tx)?;
    kitchen::stock(scene, &mut stream("kitchen"), &patients)?;
    habits::write(scene, &mut stream("habits"), &patients)?;
    let signed = signatures::write(scene, &mut stream("signatures"), &patients, &visits)?;
    let made = trail::everything_made(&patients, &visits, &invoices, signed);
    let rows = count(options.audit).saturating_sub(1);
    trail::write(scene, &mut stream("trail"), &patients, &made, rows)?;
    audit::record(tx, &Actor::command_line(), &Entry::new(Action::Demo, "system"))?;
    store::analyze(tx)?;
    Ok(Summary {
        logins: staff
            .members
            .iter()
            .map(|member| (member.username.to_owned(), member.role.to_owned()))
            .collect(),
        services: services.len() as u64,
        patients: patients.len() as u64,
        visits: visits.len() as u64,
        measurements,
        invoices: invoices.len() as u64,
        payments: invoices.iter().map(|invoice| invoice.payments).sum(),
        audit: options.audit.max(1),
    })
}
