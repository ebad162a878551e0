//! The entries of a patient's timeline in words.

use crate::patients::timeline::{MeasurementEvent, TimelineEntry, TimelineEvent};
use crate::settings::InForce;
use crate::ui::kinds::Kinds;
use crate::ui::language::{Language, say};

/// A line of the timeline, in words.
pub(super) struct Entry {
    pub at: String,
    pub what: String,
    pub details: String,
    pub href: Option<String>,
}

/// An entry of the timeline in words.
pub(super) fn entry(entry: &TimelineEntry, settings: &InForce, language: Language) -> Entry {
    let zone = &settings.0.zone;
    // A day alone has no time to show.
    let at = match entry.at.len() {
        10 => language.day(&entry.at),
        _ => language.moment_text(&entry.at, zone),
    };
    let amount = entry.amount.as_ref().map(|amount| language.money_of(amount)).unwrap_or_default();
    let id = entry.id;
    let (what, details, href) = match &entry.event {
        TimelineEvent::Visit(visit) => {
            let reason = visit.chief_complaint.as_deref().unwrap_or_default();
            let details = format!("{} · {reason}", language.appointment(&visit.status));
            let kind = Kinds::of(settings, language).word(visit.visit_type.as_deref());
            (kind, details, Some(format!("/visits/{id}")))
        }
        TimelineEvent::Measurement(values) => {
            let href = Some(format!("/visits/{}", values.visit_id));
            (language.t("Measurements").into(), measured(values, language), href)
        }
        TimelineEvent::Invoice(invoice) => {
            let status = language.code(&invoice.status);
            let number = invoice.invoice_number.as_deref();
            let what = number.unwrap_or_else(|| language.t("Draft invoice"));
            (what.to_owned(), format!("{amount} · {status}"), Some(format!("/invoices/{id}")))
        }
        TimelineEvent::Payment(payment) => {
            let number = payment.invoice_number.as_deref().unwrap_or_default();
            let href = payment.billing_id.as_ref().map(|invoice| format!("/invoices/{invoice}"));
            let details = format!("{amount} · {number}");
            (language.code(&payment.kind), details, href)
        }
        TimelineEvent::Document(document) => {
            let name = document.title.as_ref().unwrap_or(&document.original_filename).clone();
            (language.code(&document.document_type), name, Some(format!("/documents/{id}")))
        }
    };
    Entry { at, what, details: details.trim_end_matches(" · ").to_owned(), href }
}

/// The values of a measurement with their units.
fn measured(values: &MeasurementEvent, language: Language) -> String {
    let known = [
        (values.weight_kg, "", " kg"),
        (values.height_cm, "", " cm"),
        (values.bmi, say("BMI"), ""),
        (values.waist_circumference_cm, say("waist"), " cm"),
        (values.hip_circumference_cm, say("hip"), " cm"),
        (values.body_fat_percentage, say("body fat"), " %"),
    ];
    let mut parts: Vec<String> = known
        .into_iter()
        .filter_map(|(value, before, unit)| {
            let figure = format!("{}{unit}", language.number(&value?.to_string()));
            Some(format!("{} {figure}", language.t(before)).trim_start().to_owned())
        })
        .collect();
    let pressure = values.blood_pressure_systolic.zip(values.blood_pressure_diastolic);
    parts.extend(pressure.map(|(high, low)| format!("{high}/{low} mmHg")));
    parts.join(" · ")
}
