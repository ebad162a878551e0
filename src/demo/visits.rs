//! The demo clinic's visits, and what was measured at them.

use super::diary::Appointment;
use super::model::{ASSISTANT, Patient, Record, Visit};
use super::notes::passage;
use super::random::Random;
use super::scene::Scene;
use super::store;
use crate::clock::Moment;
use crate::derivation::rederive;
use crate::error::Result;

/// What is known of a patient while the visits go by.
#[derive(Clone, Copy, Default)]
struct Chart {
    first_seen: Option<Moment>,
    height_cm: Option<f64>,
}

/// Holds the planned visits; answers them and the number of measurements.
///
/// # Errors
/// What SQLite says.
pub fn hold(
    scene: &Scene<'_>,
    random: &mut Random,
    patients: &[Patient],
    diary: &[Appointment],
) -> Result<(Vec<Visit>, u64)> {
    let following = following(patients.len(), diary);
    let mut charts = vec![Chart::default(); patients.len()];
    let mut visits = Vec::with_capacity(diary.len());
    let mut measurements = 0;
    for (appointment, next) in diary.iter().zip(following) {
        let patient = &patients[appointment.patient];
        let visit = book(scene, random, patient, appointment);
        let mut record = write_up(random, patient, &visit);
        if visit.is_completed() {
            record.next_visit = next.map(|begins| scene.calendar.day_of(begins).to_string());
        }
        store::insert_visit(scene, &visit, patient.id, &record)?;
        if visit.is_completed() {
            measure(scene, random, patient, &visit, &mut charts[appointment.patient])?;
            measurements += 1;
        }
        scene.progress.step();
        visits.push(visit);
    }
    for patient in patients {
        rederive(scene.tx, patient.id)?;
    }
    Ok((visits, measurements))
}

/// For each appointment when the same patient comes next.
fn following(patients: usize, diary: &[Appointment]) -> Vec<Option<Moment>> {
    let mut ahead = vec![None; patients];
    let mut following: Vec<_> = diary
        .iter()
        .rev()
        .map(|appointment| ahead[appointment.patient].replace(appointment.begins))
        .collect();
    following.reverse();
    following
}

fn book(
    scene: &Scene<'_>,
    random: &mut Random,
    patient: &Patient,
    appointment: &Appointment,
) -> Visit {
    let begins = appointment.begins;
    let calendar = scene.calendar;
    let lead = random.between(2, 40) * 1440 + random.between(-40, 20);
    let booked = match appointment.is_first {
        true => patient.registered.plus_minutes(random.between(1, 4)),
        false => begins.plus_minutes(-lead).max(patient.registered.plus_minutes(5)),
    };
    let day = calendar.day_of(begins);
    let status = match (day.cmp(&calendar.today), random.below(100)) {
        (std::cmp::Ordering::Less, 0..88) => "COMPLETED",
        (std::cmp::Ordering::Less, _) if appointment.is_first => "COMPLETED",
        (std::cmp::Ordering::Less, 88..94) => "NO_SHOW",
        (std::cmp::Ordering::Less, _) => "CANCELLED",
        (std::cmp::Ordering::Greater, 0..4) => "CANCELLED",
        _ => "SCHEDULED",
    };
    let kind = match (appointment.is_first, appointment.minutes, random.below(100)) {
        (true, _, _) => "INITIAL_CONSULTATION",
        (_, _, 0..3) => "EMERGENCY",
        (_, 45, _) => "IN_PERSON",
        (_, _, 3..18) => "ONLINE",
        _ => "FOLLOW_UP",
    };
    let latest = calendar.midnight.plus_minutes(-random.between(360, 900));
    let booked = calendar.open_hour(booked.min(latest)).max(patient.registered);
    Visit {
        id: random.id(booked),
        patient: appointment.patient,
        dietitian: appointment.dietitian,
        begins,
        minutes: appointment.minutes,
        kind,
        status,
        booked,
        clerk: if random.percent(70) { ASSISTANT } else { appointment.dietitian },
    }
}

/// The complaint is known when the visit is booked, the rest once it is over.
fn write_up(random: &mut Random, patient: &Patient, visit: &Visit) -> Record {
    let texts = patient.people.texts;
    let complaint = random.percent(85).then(|| random.pick(texts.complaints));
    let mut record = Record { complaint, ..Record::default() };
    if !visit.is_completed() {
        return record;
    }
    record.arrived = random.percent(80).then(|| visit.begins.plus_minutes(random.between(-12, 4)));
    // Some visits are still without a note: the dashboard asks for it.
    if random.percent(4) {
        return record;
    }
    record.assessment = Some(passage(random, texts.assessments));
    record.diagnosis = random.percent(75).then(|| random.pick(texts.diagnoses));
    record.intervention = random.percent(80).then(|| random.pick(texts.interventions));
    record.monitoring = random.percent(65).then(|| random.pick(texts.monitoring));
    record.recommendations = random.percent(85).then(|| passage(random, texts.recommendations));
    record.private_notes = random.percent(12).then(|| random.pick(texts.private));
    record
}

fn measure(
    scene: &Scene<'_>,
    random: &mut Random,
    patient: &Patient,
    visit: &Visit,
    chart: &mut Chart,
) -> Result<()> {
    const DAY_MS: i64 = 86_400_000;
    let first_seen = *chart.first_seen.get_or_insert(visit.begins);
    let lived = scene.calendar.day_of(visit.begins) - patient.born;
    let age_days = i64::from(lived.get_days());
    let course_days = (visit.begins.ms() - first_seen.ms()) / DAY_MS;
    let figures = patient.body.measure(random, age_days, course_days, chart.height_cm);
    chart.height_cm = Some(figures.height_used_cm);
    let id = random.id(visit.begins.plus_minutes(10));
    store::insert_measurement(scene, id, visit, patient.id, &figures)
}
