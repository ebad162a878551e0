//! Who imports, how far an import has come, and what became of it.

use serde::Serialize;

use super::super::tables::Report;
use crate::audit::Actor;
use crate::ids::Id;

/// What an import is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    Reading,
    Writing,
    Done,
    Failed,
}

/// How far an import has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    pub phase: Phase,
    /// Foods.
    pub done: usize,
    /// 0 while nobody knows.
    pub total: usize,
}

/// Who imports.
#[derive(Clone, Debug)]
pub struct Importer {
    pub user: Option<Id>,
    pub actor: Actor,
}

/// What became of an import.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Nothing was written: a rehearsal.
    Rehearsed,
    Imported,
    /// This very file is in use: nothing was changed.
    Unchanged,
    /// This file had been replaced by another edition, and is in use again.
    Reactivated,
}

/// An import that has ended.
#[derive(Clone, Debug, Serialize)]
pub struct Imported {
    pub outcome: Outcome,
    pub source_id: Option<Id>,
    pub name: String,
    /// The edition.
    pub version: String,
    pub report: Report,
}
