//! The parts of a list's table: headings, cells, rows, and ready-made views above it.

/// Rows of a page.
pub const ROWS: u64 = 25;

/// A column of the table; `sort` names what the list sorts by.
pub struct Heading {
    pub label: &'static str,
    pub href: Option<String>,
    /// `ascending`, `descending` or nothing, as `aria-sort` has it.
    pub order: &'static str,
    pub style: &'static str,
}

impl Heading {
    /// Over a column of figures.
    pub fn right(mut self) -> Self {
        self.style = "right";
        self
    }

    /// Over a column of short figures, of which several stand side by side.
    pub fn figure(mut self) -> Self {
        self.style = "right figure";
        self
    }

    /// Over a column of single words, which leaves its room to the others.
    pub fn narrow(mut self) -> Self {
        self.style = "narrow";
        self
    }

    /// Over a column of days.
    pub fn day(mut self) -> Self {
        self.style = "date";
        self
    }

    /// Over a column of moments, numbers or pairs of words, whose length is known.
    pub fn middle(mut self) -> Self {
        self.style = "middle";
        self
    }

    /// Over a column of names or texts, which takes more than its share.
    pub fn wide(mut self) -> Self {
        self.style = "wide";
        self
    }
}

/// What a cell shows, and the style it shows it in.
pub struct Cell {
    pub text: String,
    pub style: &'static str,
    /// The colour of a status, whose text says the same.
    pub badge: &'static str,
}

impl Cell {
    pub fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), style: "", badge: "" }
    }

    pub fn styled(text: impl Into<String>, style: &'static str) -> Self {
        Self { text: text.into(), style, badge: "" }
    }

    pub fn status(text: impl Into<String>, badge: &'static str) -> Self {
        Self { text: text.into(), style: "status", badge }
    }
}

/// A row, which leads to its record.
pub struct Row {
    pub href: String,
    pub cells: Vec<Cell>,
}

/// One of the ready-made views above a list.
pub struct Preset {
    pub label: &'static str,
    pub href: String,
    pub is_on: bool,
}
