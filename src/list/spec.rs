//! What a kind of record can show, filter and sort by.

use super::sql::Clauses;
use super::words::Search;
use crate::cache::Tag;
use crate::error::{Error, Result};
use crate::notes::Notes;

/// The type of a column: what it may be compared with and how it is written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    Id,
    Text,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// The code of a record that a clinic may add to: which there are is known elsewhere.
    Code,
    Flag,
    Integer,
    Real,
    /// Minor units; the SQL of the currency's code.
    Money(&'static str),
    Day,
    Moment,
    /// A user's id, shown as who that is, or null: never compared.
    User,
    /// JSON as it is stored, or null: shown, never compared.
    Json,
    /// JSON that the statement itself makes (`json_object(…)`), or null: shown, never compared.
    Object,
}

/// Whether a row shows the column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    Always,
    /// Only when `fields` asks for it.
    OnRequest,
    /// Never shown: a filter or a sort order only.
    Hidden,
}

/// One column of a list.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    pub name: &'static str,
    pub sql: &'static str,
    pub kind: Kind,
    pub shape: Shape,
    pub filters: bool,
    /// What stands for `= ?` where more than the column's own value can match: a condition that
    /// binds the value twice.
    pub equal: Option<&'static str>,
    /// The SQL to sort by, where the list sorts by it.
    pub sort: Option<&'static str>,
    /// Whether that order has rows without a value.
    pub nullable: bool,
    /// The area beside the list's own whose records decide the value: what is kept of the list
    /// for a filter by it dies with theirs.
    pub decided_by: Option<Tag>,
    /// Where the values stand, when a row has several.
    pub among: Option<Among>,
    /// How much of the notes one must read to see it.
    pub notes: Notes,
}

/// Rows that belong to a row of a list: one has a value that matches, or none has one that must not.
#[derive(Clone, Copy, Debug)]
pub struct Among {
    /// The table with its short name.
    pub from: &'static str,
    /// What ties its rows to the list's.
    pub on: &'static str,
}

impl Column {
    /// A column that is shown, nothing more.
    pub const fn shown(name: &'static str, sql: &'static str, kind: Kind) -> Self {
        Self {
            name,
            sql,
            kind,
            shape: Shape::Always,
            filters: false,
            equal: None,
            sort: None,
            nullable: false,
            decided_by: None,
            among: None,
            notes: Notes::Hidden,
        }
    }

    /// Never shown, for a row has several: a filter that any of them may meet. What is negative
    /// (`_ne`, `_not_null`) holds where it holds of all.
    pub const fn several(name: &'static str, sql: &'static str, kind: Kind, among: Among) -> Self {
        let mut column = Self::shown(name, sql, kind).filter().hidden();
        column.among = Some(among);
        column
    }

    /// It is also a filter.
    pub const fn filter(mut self) -> Self {
        self.filters = true;
        self
    }

    /// It is also a filter, and equal to what meets this condition, which binds the value twice.
    pub const fn filter_also(mut self, equal: &'static str) -> Self {
        self.equal = Some(equal);
        self.filter()
    }

    /// It also sorts, by this SQL.
    pub const fn sort(mut self, sql: &'static str) -> Self {
        self.sort = Some(sql);
        self
    }

    /// It sorts, and rows may have no value in that order.
    pub const fn sort_nullable(mut self, sql: &'static str) -> Self {
        self.nullable = true;
        self.sort(sql)
    }

    /// It is shown only when `fields` names it.
    pub const fn on_request(mut self) -> Self {
        self.shape = Shape::OnRequest;
        self
    }

    /// Its value follows from records of that area.
    pub const fn decided_by(mut self, area: Tag) -> Self {
        self.decided_by = Some(area);
        self
    }

    /// It shows, and filters, only for who reads that much of the notes.
    pub const fn of_notes(mut self, notes: Notes) -> Self {
        self.notes = notes;
        self
    }

    /// # Errors
    /// 403 for who reads less of the notes.
    pub(super) fn must_be_readable(&self, notes: Notes) -> Result<()> {
        must_show(self.notes, notes)
    }

    /// It is never shown.
    pub const fn hidden(mut self) -> Self {
        self.shape = Shape::Hidden;
        self
    }
}

/// A kind of list.
pub struct Spec {
    /// The key of the rows in the answer.
    pub plural: &'static str,
    /// Tables and joins. LEFT JOINs on unique keys cost nothing where no column needs them.
    pub from: &'static str,
    /// The SQL of the record's id, unique and last in every order.
    pub id: &'static str,
    pub columns: &'static [Column],
    /// The column to sort by, descending, when nothing else is asked.
    pub default_sort: &'static str,
    pub default_limit: u32,
    pub most: u32,
    /// What decides which rows there are, where a tag tells of every such change: the total is
    /// then kept until one does.
    pub counts: Option<&'static [Tag]>,
    /// Where the total stands when nothing narrows the list down, if it is kept anywhere.
    pub whole: Option<Whole>,
    /// What `include` may name.
    pub includes: &'static [&'static str],
    /// Those of them that only who reads notes is given.
    pub clinical: &'static [&'static str],
    /// The column that `from_date` and `to_date` bound, if the list knows them.
    pub dates: Option<&'static str>,
    /// Further parameters, read by the feature.
    pub extras: &'static [&'static str],
    /// Adds the conditions of what is searched for.
    pub search: fn(&Search, &mut Clauses),
}

/// The total of a whole list, at a cost that does not grow with it.
#[derive(Clone, Copy, Debug)]
pub struct Whole {
    /// The conditions that every row of the list meets anyway.
    pub given: &'static [&'static str],
    /// The SQL that reads the total.
    pub sql: &'static str,
}

/// # Errors
/// 403 for who reads less of the notes than that.
pub(super) fn must_show(least: Notes, notes: Notes) -> Result<()> {
    match least {
        least if notes >= least => Ok(()),
        Notes::All => Err(Error::permission_denied("visits.private_notes")),
        _ => Err(Error::permission_denied("visits.notes")),
    }
}

impl Spec {
    /// Whether what it shows depends on how much of the notes its reader reads.
    pub fn is_clinical(&self) -> bool {
        self.clinical_level() > Notes::Hidden
    }

    /// The most of the notes that anything of it needs: who reads more is shown the same.
    pub fn clinical_level(&self) -> Notes {
        let least = if self.clinical.is_empty() { Notes::Hidden } else { Notes::Shared };
        self.columns.iter().map(|column| column.notes).fold(least, Notes::max)
    }

    /// The column of that name.
    pub fn column(&self, name: &str) -> Option<&'static Column> {
        self.columns.iter().find(|column| column.name == name)
    }
}
