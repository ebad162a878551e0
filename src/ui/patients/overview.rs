//! The course of a patient at a glance: the curve of the weight, and the last notes in short.

use super::store::{self, Begun, Weighed};
use crate::clock::Zone;
use crate::db::Sql;
use crate::error::Result;
use crate::ids::Id;
use crate::settings::InForce;
use crate::text::short::in_short;
use crate::ui::charts::{Ground, Series, lines};
use crate::ui::goals::aim;
use crate::ui::kinds::Kinds;
use crate::ui::language::{Language, say};
use crate::ui::visits::difference;

/// Weights that the curve joins, at most; all of them stand on the page of measurements.
const WEIGHTS: u32 = 60;
/// Consultations whose notes are shown.
const NOTES: u32 = 3;
/// Letters of a text that are shown, and that are read: spaces are taken together in between.
const LETTERS: usize = 240;
const READ: u32 = 480;

/// What was weighed and written last, as it was read.
pub(super) struct Course {
    pub weights: Vec<Weighed>,
    aims: Vec<f64>,
    notes: Vec<Begun>,
}

/// A consultation's note in short.
pub(super) struct NoteInShort {
    pub id: Id,
    pub when: String,
    pub kind: String,
    /// The weight that was taken then, and its difference to the one before.
    pub weight: Option<(String, String)>,
    /// Each text with its label; what was found needs none.
    pub texts: Vec<(&'static str, String)>,
    pub is_signed: bool,
}

impl Course {
    /// For who reads what is measured, and what is written.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn read(sql: &Sql<'_>, id: Id, (measured, written): (bool, bool)) -> Result<Self> {
        let weights = if measured { store::last_weights(sql, id, WEIGHTS)? } else { Vec::new() };
        let aims = match written && weights.len() > 1 {
            true => store::aimed_weights(sql, id)?,
            false => Vec::new(),
        };
        let notes = if written { store::last_notes(sql, id, NOTES, READ)? } else { Vec::new() };
        Ok(Self { weights, aims, notes })
    }

    /// The curve of the weight, where there are two to join.
    pub fn curve(&self, zone: &Zone, language: Language) -> Option<String> {
        // The first one of all stands apart from the last ones.
        let shown = &self.weights[..self.weights.len().min(WEIGHTS as usize)];
        let (last, first) = (shown.first()?, shown.last().filter(|_| shown.len() > 1)?);
        let span = (last.at.ms() - first.at.ms()).max(1) as f64;
        let name = language.t(say("Weight, kg"));
        let point = |one: &Weighed| {
            let kg = language.number(&one.kg.to_string());
            let words = format!("{}, {kg} kg", language.moment(one.at, zone));
            ((one.at.ms() - first.at.ms()) as f64 / span, one.kg, words)
        };
        let series = [Series { is_second: false, points: shown.iter().rev().map(point).collect() }];
        let goals: Vec<(f64, String)> = self.aims.iter().map(|kg| aim(*kg, language)).collect();
        let ground = Ground { goals: &goals, ..Ground::default() };
        let day = |one: &Weighed| language.date(zone.day_of(one.at));
        Some(lines(name, &series, ground, (&day(first), &day(last)), language))
    }

    /// The last notes in the words of their reader.
    pub fn notes(&self, settings: &InForce, language: Language) -> Vec<NoteInShort> {
        self.notes.iter().map(|note| self.in_short(note, settings, language)).collect()
    }

    fn in_short(&self, note: &Begun, settings: &InForce, language: Language) -> NoteInShort {
        let found = note.assessment.as_ref().or(note.reason.as_ref());
        let texts = [
            ("", found),
            (say("Intervention"), note.intervention.as_ref()),
            (say("For the patient"), note.recommendations.as_ref()),
        ];
        let texts = texts.into_iter().filter_map(|(label, text)| {
            let text = text?;
            let is_part = text.chars().count() >= READ as usize;
            let text = in_short(text, LETTERS, is_part);
            (!text.is_empty()).then_some((label, text))
        });
        NoteInShort {
            id: note.id,
            when: language.date(settings.0.zone.day_of(note.at)),
            kind: Kinds::of(settings, language).word(note.kind.as_deref()),
            weight: self.weight_at(note.id, language),
            texts: texts.collect(),
            is_signed: note.is_signed,
        }
    }

    /// What was weighed at a visit, and how much more that is than before.
    fn weight_at(&self, visit: Id, language: Language) -> Option<(String, String)> {
        let at = self.weights.iter().position(|one| one.visit == visit)?;
        let kg = self.weights.get(at)?.kg;
        let before = self.weights.get(at + 1).map(|before| before.kg);
        let told = format!("{} kg", language.number(&kg.to_string()));
        Some((told, difference(Some(kg), before, language)))
    }
}
