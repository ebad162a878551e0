//! The demo clinic's invoices, their lines and what was paid.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::model::{ASSISTANT, Invoice, Line, Patient, Service, Visit};
use super::payments;
use super::random::Random;
use super::scene::Scene;
use super::store;
use super::{letterhead, logo};
use crate::clock::Moment;
use crate::error::Result;
use crate::ids::Id;

/// Drafts are younger than that.
const DRAFT_DAYS: i64 = 14;
/// The first entry of the price list that is not a consultation.
const FIRST_EXTRA: usize = 5;

/// What the trail and the summary need to know of an invoice.
pub struct Written {
    pub id: Id,
    /// The patient's number.
    pub patient: usize,
    pub at: Moment,
    pub clerk: usize,
    pub payments: u64,
}

/// What an invoice is for.
struct Occasion<'a> {
    day: Date,
    written: Moment,
    patient: usize,
    visit: Option<&'a Visit>,
}

/// Writes the invoices in order of their dates, numbered without a gap.
///
/// # Errors
/// What SQLite says.
pub fn write(
    scene: &Scene<'_>,
    random: &mut Random,
    services: &[Service],
    patients: &[Patient],
    visits: &[Visit],
    count: usize,
) -> Result<Vec<Written>> {
    let mut series = BTreeMap::<i16, i64>::new();
    let mut written = Vec::with_capacity(count);
    let logo = logo::draw()?.sha256;
    for occasion in occasions(scene, random, patients, visits, count) {
        let patient = &patients[occasion.patient];
        let mut invoice = draw_up(scene, random, services, patient, &occasion);
        if invoice.status != "DRAFT" {
            let last = series.entry(occasion.day.year()).or_default();
            *last += 1;
            invoice.number = Some(format!("INV-{:04}-{last:06}", occasion.day.year()));
            invoice.snapshot = Some(snapshot(scene, patient, (&logo, &invoice)));
        }
        store::insert_invoice(scene, &invoice)?;
        scene.progress.step();
        written.push(Written {
            id: invoice.id,
            patient: occasion.patient,
            at: invoice.written,
            clerk: invoice.clerk,
            payments: invoice.payments.len() as u64,
        });
    }
    for (year, last) in series {
        store::insert_series(scene.tx, year, last)?;
    }
    Ok(written)
}

/// Nine of ten invoices are for a visit that took place, as far as there are visits enough.
fn occasions<'a>(
    scene: &Scene<'_>,
    random: &mut Random,
    patients: &[Patient],
    visits: &'a [Visit],
    count: usize,
) -> Vec<Occasion<'a>> {
    let calendar = scene.calendar;
    let held: Vec<&Visit> = visits.iter().filter(|visit| visit.is_completed()).collect();
    let with_visit = held.len().min(count - count / 10);
    let mut occasions = Vec::with_capacity(count);
    for turn in 0..with_visit {
        let visit = held[turn * held.len() / with_visit];
        let written = visit.begins.plus_minutes(visit.minutes + 3);
        let day = calendar.day_of(written);
        occasions.push(Occasion { day, written, patient: visit.patient, visit: Some(visit) });
    }
    for _ in with_visit..count {
        let patient = random.below(patients.len());
        let registered = patients[patient].registered;
        let known_days = (calendar.midnight.ms() - registered.ms()) / 86_400_000;
        let day = calendar.moved(calendar.today, -random.between(1, known_days.max(1)));
        let day = calendar.open_day(day);
        let written = calendar.in_hours(day, random).max(registered.plus_minutes(9));
        let day = calendar.day_of(written);
        occasions.push(Occasion { day, written, patient, visit: None });
    }
    occasions.sort_by_key(|occasion| occasion.written);
    occasions
}

fn draw_up(
    scene: &Scene<'_>,
    random: &mut Random,
    services: &[Service],
    patient: &Patient,
    occasion: &Occasion<'_>,
) -> Invoice {
    let calendar = scene.calendar;
    let written = occasion.written;
    let clerk = match patient.dietitian {
        Some(dietitian) if random.percent(25) => dietitian,
        _ => ASSISTANT,
    };
    let age_days = (calendar.midnight.ms() - written.ms()) / 86_400_000;
    let is_draft = age_days < DRAFT_DAYS && random.percent(15);
    let mut invoice = Invoice {
        id: random.id(written),
        patient: patient.id,
        visit: occasion.visit.map(|visit| visit.id),
        number: None,
        date: occasion.day.to_string(),
        due: calendar.moved(occasion.day, letterhead::TERMS_DAYS).to_string(),
        currency: ["CHF", "GBP", "USD"]
            .get(random.below(150))
            .copied()
            .unwrap_or(letterhead::CURRENCY),
        status: "DRAFT",
        notes: random.percent(30).then(|| random.pick(patient.people.texts.invoices)),
        snapshot: None,
        clerk,
        written,
        lines: Vec::with_capacity(3),
        payments: Vec::new(),
    };
    add_lines(random, services, occasion.visit, &mut invoice);
    if !is_draft {
        payments::settle(scene, random, &mut invoice, occasion.day, age_days);
    }
    invoice
}

fn add_lines(
    random: &mut Random,
    services: &[Service],
    visit: Option<&Visit>,
    invoice: &mut Invoice,
) {
    let extras = &services[FIRST_EXTRA..services.len() - 1];
    let consultation = visit
        .and_then(|visit| services.iter().find(|service| service.visit_type == Some(visit.kind)));
    if let Some(service) = consultation {
        invoice.lines.push(line(random, service, 1000, invoice.currency, invoice.written));
    }
    let wanted = [0, 0, 0, 0, 0, 0, 1, 1, 1, 2][random.below(10)];
    let wanted = wanted.max(usize::from(consultation.is_none()));
    let first = random.below(extras.len());
    for turn in 0..wanted {
        let service = &extras[(first + turn) % extras.len()];
        let quantity = match service.minutes {
            Some(60) => [500, 1000, 1500, 2000, 1250][random.below(5)],
            _ => [1000, 1000, 1000, 2000][random.below(4)],
        };
        invoice.lines.push(line(random, service, quantity, invoice.currency, invoice.written));
    }
}

fn line(
    random: &mut Random,
    service: &Service,
    quantity_milli: i64,
    currency: &str,
    written: Moment,
) -> Line {
    let amount = half_up(quantity_milli * service.price, 1000);
    Line {
        id: random.id(written),
        // The price list is in the clinic's own currency.
        service: (currency == letterhead::CURRENCY).then_some(service.id),
        description: service.name,
        quantity_milli,
        unit_price: service.price,
        tax_rate: service.tax_rate,
        amount,
        tax: half_up(amount * service.tax_rate, 100_000),
    }
}

/// Divides what is not negative, a half rounded up.
fn half_up(value: i64, by: i64) -> i64 {
    (value + by / 2) / by
}

/// Clinic, patient and texts as they were at issue.
fn snapshot(scene: &Scene<'_>, patient: &Patient, (logo, invoice): (&str, &Invoice)) -> String {
    let practitioner = patient.dietitian.and_then(|place| scene.staff.members.get(place));
    let practitioner = practitioner.map(|member| {
        serde_json::json!({
            "name": format!("{} {}", member.first_name, member.last_name),
            "registration_number": member.registration_number,
        })
    });
    let practitioner = serde_json::json!(practitioner);
    let clinic = serde_json::json!({
        "name": letterhead::NAME,
        "address": letterhead::ADDRESS,
        "registration_number": letterhead::REGISTRATION,
        "iban": letterhead::IBAN,
        "logo_sha256": logo,
    });
    let texts = serde_json::json!({
        "header": letterhead::HEADER,
        "footer": letterhead::FOOTER,
        "tax_exemption": letterhead::TAX_EXEMPTION,
        "payment_terms": letterhead::PAYMENT_TERMS,
    });
    let is_exempt = |line: &Line| line.service.is_some() && line.tax_rate == 0;
    let lines = invoice.lines.iter().zip(1..).filter(|(line, _)| is_exempt(line));
    let reason = |(_, position): (&Line, i64)| serde_json::json!({ "position": position, "reason": letterhead::EXEMPTION_REASON });
    let exemptions = serde_json::Value::from_iter(lines.map(reason));
    let patient = &patient.identity;
    format!(
        r#"{{"clinic":{clinic},"practitioner":{practitioner},"patient":{patient},"texts":{texts},"exemptions":{exemptions}}}"#
    )
}
