//! What stands at the head and the foot of an invoice's or a credit note's paper.

use serde_json::value::RawValue;

use crate::billing::snapshot::{Addressee, Exemption, Frozen};
use crate::clock::parse_day;
use crate::error::Result;
use crate::ui::language::{Language, say};
use crate::ui::letterhead::Letterhead;

/// Head and foot, line by line.
#[derive(Default)]
pub(super) struct Paper {
    pub letterhead: Letterhead,
    /// Name and registration number of who practised.
    pub practitioner: Vec<String>,
    pub patient: Vec<String>,
    pub header: String,
    pub footer: String,
    pub exemption: String,
    /// Why lines bear no tax, each with its mark.
    pub reasons: Vec<(String, String)>,
    pub iban: String,
    /// Of payment.
    pub terms: String,
    /// Lines by their place from 1, with the reason's place among the reasons.
    marked: Vec<(usize, usize)>,
}

/// The lines of these texts that say something.
fn lines(texts: &[&Option<String>]) -> Vec<String> {
    let each = texts.iter().filter_map(|text| text.as_deref()).flat_map(str::lines);
    each.filter(|line| !line.trim().is_empty()).map(str::to_owned).collect()
}

/// Name and address as on an envelope, then what tells people of one name apart.
fn addressed(to: &Addressee, language: Language) -> Vec<String> {
    let joined = |parts: &[&Option<String>]| lines(parts).join(" ");
    let mut all = vec![joined(&[&to.first_name, &to.last_name])];
    all.extend(lines(&[&to.address]));
    all.push(joined(&[&to.postal_code, &to.city]));
    all.extend(lines(&[&to.country]));
    let born = to.date_of_birth.as_deref().and_then(parse_day);
    let born = born.map(|born| language.fill(say("born {}"), &[&language.date(born)]));
    let file = to.file_number.as_ref();
    let file = file.map(|number| language.fill(say("file {}"), &[number]));
    let known: Vec<String> = [born, file].into_iter().flatten().collect();
    all.push(known.join(" · "));
    all.retain(|line| !line.is_empty());
    all
}

impl Paper {
    /// From what was frozen when the document was issued, or would be of a draft now.
    ///
    /// # Errors
    /// 500 for what nobody froze.
    pub fn of(snapshot: Option<&RawValue>, language: Language) -> Result<Self> {
        let Frozen { clinic, practitioner, patient, texts, exemptions } = Frozen::of(snapshot)?;
        let practitioner = practitioner.unwrap_or_default();
        let letterhead = Letterhead::with(
            clinic.logo_sha256.as_deref(),
            clinic.name.unwrap_or_default(),
            &[&clinic.address, &clinic.registration_number],
        );
        let mut paper = Self {
            letterhead,
            practitioner: lines(&[&practitioner.name, &practitioner.registration_number]),
            patient: addressed(&patient, language),
            header: texts.header.unwrap_or_default(),
            footer: texts.footer.unwrap_or_default(),
            exemption: texts.tax_exemption.unwrap_or_default(),
            iban: clinic.iban.as_deref().map(in_fours).unwrap_or_default(),
            terms: texts.payment_terms.unwrap_or_default(),
            ..Self::default()
        };
        exemptions.into_iter().for_each(|exemption| paper.explain(exemption));
        Ok(paper)
    }

    /// The same reason stands at the foot once, whatever number of lines it is for.
    fn explain(&mut self, Exemption { position, reason }: Exemption) {
        let known = self.reasons.iter().position(|(_, known)| *known == reason);
        let at = known.unwrap_or_else(|| {
            self.reasons.push((superscript(self.reasons.len() + 1), reason));
            self.reasons.len() - 1
        });
        self.marked.push((position, at));
    }

    /// The mark of the line at that place from 1.
    pub fn mark(&self, position: usize) -> &str {
        let at = self.marked.iter().find(|(place, _)| *place == position).map(|(_, at)| *at);
        at.and_then(|at| self.reasons.get(at)).map_or("", |(mark, _)| mark)
    }
}

/// A small raised number.
fn superscript(number: usize) -> String {
    const DIGITS: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    let digit = |c: char| c.to_digit(10).and_then(|digit| DIGITS.get(digit as usize).copied());
    number.to_string().chars().filter_map(digit).collect()
}

/// An account number in groups of four, as people compare it.
fn in_fours(iban: &str) -> String {
    let letters: Vec<char> = iban.chars().collect();
    let groups = letters.chunks(4).map(|group| group.iter().collect::<String>());
    groups.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paper(snapshot: &str) -> Paper {
        let raw = RawValue::from_string(snapshot.to_owned()).unwrap();
        Paper::of(Some(&raw), Language::English).unwrap()
    }

    #[test]
    fn a_reason_that_two_lines_share_is_explained_once() {
        let paper = paper(
            r#"{"exemptions":[{"position":1,"reason":"Care"},{"position":2,"reason":"Course"},
                {"position":4,"reason":"Care"}]}"#,
        );
        assert_eq!(paper.reasons, [("¹".into(), "Care".into()), ("²".into(), "Course".into())]);
        let marks: Vec<&str> = (1..=4).map(|at| paper.mark(at)).collect();
        assert_eq!(marks, ["¹", "²", "", "¹"]);
    }

    #[test]
    fn a_snapshot_that_nobody_froze_is_no_empty_paper() {
        let paper = |text: &str| {
            let raw = RawValue::from_string(text.to_owned()).unwrap();
            Paper::of(Some(&raw), Language::English).map(|paper| paper.letterhead.name)
        };
        for broken in [r#"{"clinic":"Old"}"#, r#"{"exemptions":[{"position":-1}]}"#, "[1]", "7"] {
            let error = paper(broken).expect_err(broken);
            assert_eq!(error.status().code, 500, "{broken}");
        }
        assert_eq!(paper("{}").unwrap(), "");
        assert!(Paper::of(None, Language::English).is_ok(), "none is frozen");
    }

    #[test]
    fn what_was_frozen_before_there_was_a_letterhead_still_prints() {
        let paper = paper(
            r#"{"clinic":{"name":"Old","address":"1 rue\n75011 Paris"},"patient":{"last_name":"Roi"}}"#,
        );
        assert_eq!(paper.letterhead.name, "Old");
        assert_eq!(paper.letterhead.lines, ["1 rue", "75011 Paris"]);
        assert!(paper.letterhead.logo.is_none() && paper.practitioner.is_empty());
        assert_eq!(paper.patient, ["Roi"]);
        assert_eq!(in_fours("FR7630006000011234567890189"), "FR76 3000 6000 0112 3456 7890 189");
    }
}
