//! The clinic's head on what it prints: its logo, its name, where it is.

use crate::settings::InForce;

/// The head of a paper.
#[derive(Default)]
pub struct Letterhead {
    /// Where the logo is, where there is one.
    pub logo: Option<String>,
    pub name: String,
    /// Address and registration number, line by line.
    pub lines: Vec<String>,
}

impl Letterhead {
    /// As the clinic is now.
    pub fn of(settings: &InForce) -> Self {
        let clinic = &*settings.0;
        Self::with(
            clinic.logo_sha256.as_deref(),
            clinic.name.clone(),
            &[&clinic.address, &clinic.registration_number],
        )
    }

    /// From what was frozen: the hash of the logo, the name, and the texts below it.
    pub fn with(logo: Option<&str>, name: String, texts: &[&Option<String>]) -> Self {
        let lines = texts.iter().filter_map(|text| text.as_deref()).flat_map(str::lines);
        let lines = lines.filter(|line| !line.trim().is_empty()).map(str::to_owned).collect();
        Self { logo: logo.map(|sha256| format!("/logo/{sha256}")), name, lines }
    }
}
