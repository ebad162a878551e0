//! The total of a list on its way.

use rusqlite::params_from_iter;

use super::caches::ListCaches;
use super::query::ListQuery;
use super::spec::Spec;
use super::sql::{Clauses, FullText};
use crate::cache::Tag;
use crate::db::Sql;
use crate::error::Result;

/// The total of a list on its way: not asked for, known from before, or counted by the statement
/// that fetches the page. One statement either way, unless the page turns out to be empty.
pub(super) enum Total {
    NotAsked,
    Known(i64),
    Open { question: Clauses },
    Counted { question: Clauses, total: i64 },
}

impl Total {
    pub(super) fn of(sql: &Sql<'_>, spec: &Spec, query: &ListQuery, clauses: &Clauses) -> Self {
        if !query.counts {
            return Self::NotAsked;
        }
        let known = spec.counts.zip(sql.kept::<ListCaches>()).and_then(|(areas, (kept, _))| {
            let areas = [areas, clauses.areas()].concat();
            kept.totals.get(&key(spec, clauses), &areas)
        });
        known.map_or_else(|| Self::Open { question: clauses.clone() }, Self::Known)
    }

    /// What the page's statement is to count, if anything.
    pub(super) fn to_count(&self) -> Option<&Clauses> {
        match self {
            Self::Open { question } => Some(question),
            _ => None,
        }
    }

    pub(super) fn counted(&mut self, total: Option<i64>) {
        if let (Self::Open { question }, Some(total)) = (&mut *self, total) {
            *self = Self::Counted { question: std::mem::take(question), total };
        }
    }

    pub(super) fn finish(self, sql: &Sql<'_>, spec: &Spec) -> Result<Option<i64>> {
        let (question, total) = match self {
            Self::NotAsked => return Ok(None),
            Self::Known(total) => return Ok(Some(total)),
            Self::Counted { question, total } => (question, total),
            Self::Open { question } => {
                let values = params_from_iter(question.values());
                let total = sql.one(&count_sql(spec, &question), values, |row| row.get(0))?;
                (question, total)
            }
        };
        if let (Some(_), Some((kept, born))) = (spec.counts, sql.kept::<ListCaches>()) {
            kept.totals.keep(key(spec, &question), born, total);
        }
        Ok(Some(total))
    }
}

/// A total that a feature counts in its own way, kept until something in these areas changes.
///
/// # Errors
/// What counting says.
pub fn kept_total(
    sql: &Sql<'_>,
    question: String,
    areas: &[Tag],
    count: impl FnOnce() -> Result<i64>,
) -> Result<i64> {
    let Some((caches, born)) = sql.kept::<ListCaches>() else { return count() };
    if let Some(total) = caches.totals.get(&question, areas) {
        return Ok(total);
    }
    let total = count()?;
    caches.totals.keep(question, born, total);
    Ok(total)
}

pub(super) fn count_sql(spec: &Spec, clauses: &Clauses) -> String {
    if let Some((FullText { name, .. }, question)) = clauses.only_match() {
        return format!("SELECT count(*) FROM {name} WHERE {name} MATCH {question}");
    }
    if let Some(whole) = spec.whole.filter(|whole| clauses.are(whole.given)) {
        return whole.sql.to_owned();
    }
    format!("SELECT count(*) FROM {}{}", spec.from, clauses.where_sql())
}

fn key(spec: &Spec, clauses: &Clauses) -> String {
    format!("{}{}{:?}", spec.plural, clauses.where_sql(), clauses.values())
}
