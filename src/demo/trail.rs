//! The demo clinic's audit trail: who opened, made and changed what over the past months.

use super::invoices::Written;
use super::model::{ADMIN, ASSISTANT, Act, Kind, Made, Patient, VIEWER, Visit};
use super::random::Random;
use super::scene::Scene;
use super::witness::{Event, Witness};
use crate::clock::Moment;
use crate::error::Result;

const REACH_MS: i64 = 240 * 86_400_000;
/// Reads go to records among so many latest ones.
const RECENT: usize = 4000;

/// Everything that was made or signed, oldest first.
pub fn everything_made(
    patients: &[Patient],
    visits: &[Visit],
    invoices: &[Written],
    signed: Vec<Made>,
) -> Vec<Made> {
    let mut made = signed;
    made.extend(patients.iter().enumerate().map(|(number, patient)| Made {
        at: patient.registered,
        kind: Kind::Patient,
        id: patient.id,
        patient: number,
        by: patient.clerk,
        act: Act::Created,
    }));
    made.extend(visits.iter().map(|visit| Made {
        at: visit.booked,
        kind: Kind::Visit,
        id: visit.id,
        patient: visit.patient,
        by: visit.clerk,
        act: Act::Created,
    }));
    made.extend(invoices.iter().map(|invoice| Made {
        at: invoice.at,
        kind: Kind::Invoice,
        id: invoice.id,
        patient: invoice.patient,
        by: invoice.clerk,
        act: Act::Created,
    }));
    made.sort_by_key(|record| (record.at, record.id));
    made
}

/// Writes so many rows in order of time: each record's creation at its own instant, and between
/// them the reads, changes and logins of working days.
///
/// # Errors
/// What SQLite says.
pub fn write(
    scene: &Scene<'_>,
    random: &mut Random,
    patients: &[Patient],
    made: &[Made],
    rows: usize,
) -> Result<()> {
    let since = scene.calendar.midnight.plus_ms(-REACH_MS);
    let reach = made.partition_point(|record| record.at < since);
    let mut known = reach.max(made.len() - made.len().min(rows * 2 / 5));
    let since = made.get(known).map_or(since, |record| record.at);
    let others = rows - (made.len() - known);

    let mut witness = Witness::new(scene, random, patients)?;
    for at in busy_moments(scene, random, since, others) {
        while let Some(record) = made.get(known).filter(|record| record.at <= at) {
            witness.write(random, &Event::of(record))?;
            known += 1;
        }
        let event = something(random, patients, &made[..known], at, scene.staff.members.len());
        witness.write(random, &event)?;
    }
    for record in &made[known..] {
        witness.write(random, &Event::of(record))?;
    }
    witness.leave()
}

/// Instants in the opening hours of the days from `since` until yesterday, in order.
fn busy_moments(
    scene: &Scene<'_>,
    random: &mut Random,
    since: Moment,
    count: usize,
) -> Vec<Moment> {
    let calendar = scene.calendar;
    let days = (calendar.midnight.ms() - since.ms()) / 86_400_000;
    let mut moments = Vec::with_capacity(count);
    for _ in 0..count {
        let day = calendar.moved(calendar.today, -random.between(1, days.max(1)));
        moments.push(calendar.in_hours(calendar.open_day(day), random));
    }
    moments.sort();
    moments
}

/// What people do all day; mostly they read.
fn something<'a>(
    random: &mut Random,
    patients: &[Patient],
    known: &'a [Made],
    at: Moment,
    members: usize,
) -> Event<'a> {
    let chance = random.below(100);
    if known.is_empty() || chance < 8 {
        return Event::plain(at, random.below(members), "LOGIN");
    }
    let record = &known[known.len() - 1 - random.below(known.len().min(RECENT))];
    let who = match (random.below(100), patients[record.patient].dietitian) {
        (0..55, Some(dietitian)) => dietitian,
        (0..82, _) => ASSISTANT,
        (82..90, _) => VIEWER,
        _ => ADMIN,
    };
    match chance {
        8..13 => Event::plain(at, who, "LOGOUT"),
        13..15 => Event::plain(at, who, "FAILED_LOGIN"),
        15 => Event::plain(at, ADMIN, "EXPORT"),
        16..30 if who != VIEWER => Event::on(at, who, "UPDATE", record),
        30 => Event::on(at, VIEWER, "UPDATE", record).refused("This needs more rights."),
        _ => Event::on(at, who, "READ", record),
    }
}
