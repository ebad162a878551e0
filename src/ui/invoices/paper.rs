//! What stands at the head and the foot of an invoice's or a credit note's paper.

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::settings::InForce;

/// Head and foot, line by line.
#[derive(Default)]
pub(super) struct Paper {
    pub clinic: Vec<String>,
    pub patient: Vec<String>,
    pub header: String,
    pub footer: String,
    pub exemption: String,
}

/// The texts that were frozen when the document was issued.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Frozen {
    clinic: Clinic,
    patient: Addressee,
    texts: Texts,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Clinic {
    name: Option<String>,
    address: Option<String>,
    registration_number: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Addressee {
    first_name: Option<String>,
    last_name: Option<String>,
    address: Option<String>,
    postal_code: Option<String>,
    city: Option<String>,
    country: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Texts {
    header: Option<String>,
    footer: Option<String>,
    tax_exemption: Option<String>,
}

/// The lines of these texts that say something.
fn lines(texts: &[&Option<String>]) -> Vec<String> {
    let each = texts.iter().filter_map(|text| text.as_deref()).flat_map(str::lines);
    each.filter(|line| !line.trim().is_empty()).map(str::to_owned).collect()
}

impl Paper {
    /// Frozen when the document was issued; the clinic's present one on a draft for that patient.
    pub fn of(snapshot: Option<&RawValue>, patient: String, settings: &InForce) -> Self {
        let frozen = snapshot.map(|text| serde_json::from_str::<Frozen>(text.get()));
        match frozen {
            Some(frozen) => Self::frozen(frozen.unwrap_or_default()),
            None => Self::present(patient, settings),
        }
    }

    fn present(patient: String, settings: &InForce) -> Self {
        let clinic = &*settings.0;
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        Self {
            clinic: lines(&[
                &Some(clinic.name.clone()),
                &clinic.address,
                &clinic.registration_number,
            ]),
            patient: vec![patient],
            header: text(&clinic.invoice_header),
            footer: text(&clinic.invoice_footer),
            exemption: text(&clinic.tax_exemption_text),
        }
    }

    fn frozen(Frozen { clinic, patient, texts }: Frozen) -> Self {
        let joined = |parts: &[&Option<String>]| lines(parts).join(" ");
        let mut addressee = vec![joined(&[&patient.first_name, &patient.last_name])];
        addressee.extend(lines(&[&patient.address]));
        addressee.push(joined(&[&patient.postal_code, &patient.city]));
        addressee.extend(lines(&[&patient.country]));
        addressee.retain(|line| !line.is_empty());
        Self {
            clinic: lines(&[&clinic.name, &clinic.address, &clinic.registration_number]),
            patient: addressee,
            header: texts.header.unwrap_or_default(),
            footer: texts.footer.unwrap_or_default(),
            exemption: texts.tax_exemption.unwrap_or_default(),
        }
    }
}
