//! A page of a printed list: where its columns stand, and what has room on it.

use pdf_writer::Content;

use super::font::Font;
use super::lines::wrapped;
use super::stream::{COUNT, FONT};
use crate::exports::Sheet;
use crate::list::Kind;

/// A4, lying, in points.
pub(super) const WIDTH: f32 = 842.0;
pub(super) const HEIGHT: f32 = 595.0;
pub(super) const MARGIN: f32 = 32.0;
pub(super) const SIZE: f32 = 8.0;
pub(super) const TITLE: f32 = 12.0;
/// Between the lines of a cell.
const LEADING: f32 = 10.0;
/// Above and below the lines of a row.
const PADDING: f32 = 3.0;
/// Between columns.
const GAP: f32 = 6.0;
/// Below that, the foot of the page begins.
const LOWEST: f32 = MARGIN + 6.0;

/// The columns: the left edge and the room of each, and whether it is read from its right end.
pub(super) struct Columns(Vec<(f32, f32, bool)>);

/// The cells of a row, each in its lines.
pub(super) struct Cells {
    lines: Vec<Vec<String>>,
    is_below_a_rule: bool,
    /// Whether the lines of the first take the whole width.
    is_across: bool,
}

impl Cells {
    fn height(&self) -> f32 {
        let lines = self.lines.iter().map(Vec::len).max().unwrap_or(0).max(1);
        lines as f32 * LEADING + 2.0 * PADDING
    }

    /// With a line above it that sets it apart.
    pub fn below_a_rule(self) -> Self {
        Self { is_below_a_rule: true, ..self }
    }
}

impl Columns {
    /// Each column's share of the width is its weight.
    pub fn of(sheet: &Sheet, weights: &[u16]) -> Self {
        let all: f32 = weights.iter().copied().map(f32::from).sum();
        let mut left = MARGIN;
        let columns = sheet.columns.iter().zip(weights).map(|(column, weight)| {
            let share = (WIDTH - 2.0 * MARGIN) * f32::from(*weight) / all;
            left += share;
            let is_number = matches!(column.kind, Kind::Money(_) | Kind::Integer | Kind::Real);
            (left - share, share - GAP, is_number)
        });
        Self(columns.collect())
    }

    /// The cells of a row in the lines that their columns have room for.
    pub fn cells(&self, texts: &[String], font: &Font) -> Cells {
        let measure = |line: &str| font.measure(line, SIZE);
        let lines = self.0.iter().zip(texts);
        let lines = lines.map(|((_, room, _), text)| wrapped(&font.writable(text), *room, measure));
        Cells { lines: lines.collect(), is_below_a_rule: false, is_across: false }
    }

    /// A sentence below the rows, as wide as all of them.
    pub fn across(text: &str, font: &Font) -> Cells {
        let measure = |line: &str| font.measure(line, SIZE);
        let lines = wrapped(&font.writable(text), WIDTH - 2.0 * MARGIN, measure);
        Cells { lines: vec![lines], is_below_a_rule: false, is_across: true }
    }
}

pub(super) struct Page {
    content: Content,
    /// The lower edge of what is written.
    below: f32,
    is_empty: bool,
}

impl Page {
    pub fn new() -> Self {
        Self { content: Content::new(), below: HEIGHT - MARGIN, is_empty: true }
    }

    pub fn title(&mut self, title: &str, font: &mut Font) {
        self.below -= TITLE;
        font.write(&mut self.content, title, (MARGIN, self.below), (FONT, TITLE));
        self.below -= PADDING;
    }

    pub fn headings(&mut self, headings: &Cells, columns: &Columns, font: &mut Font) {
        let height = headings.height();
        self.lines(&headings.lines, columns, font);
        self.below -= height;
        self.rule(0.8);
    }

    /// Whether a row has room below the others.
    pub fn has_room(&self, cells: &Cells) -> bool {
        self.is_empty || self.below - cells.height() >= LOWEST
    }

    /// Whether all of these rows have.
    pub fn has_room_for(&self, rows: &[Cells]) -> bool {
        self.is_empty || self.below - rows.iter().map(Cells::height).sum::<f32>() >= LOWEST
    }

    /// Writes a row. What has no room on an empty page is handed back.
    pub fn row(&mut self, mut cells: Cells, columns: &Columns, font: &mut Font) -> Option<Cells> {
        let room = ((self.below - LOWEST - 2.0 * PADDING) / LEADING).max(1.0) as usize;
        let split = |lines: &mut Vec<String>| lines.split_off(lines.len().min(room));
        let rest: Vec<Vec<String>> = cells.lines.iter_mut().map(split).collect();
        if cells.is_below_a_rule {
            self.rule(0.8);
        } else if !self.is_empty {
            self.rule(0.2);
        }
        match cells.is_across {
            true => {
                let whole = Columns(vec![(MARGIN, WIDTH - 2.0 * MARGIN, false)]);
                self.lines(&cells.lines, &whole, font);
            }
            false => self.lines(&cells.lines, columns, font),
        }
        self.below -= cells.height();
        self.is_empty = false;
        let has_more = rest.iter().any(|lines| !lines.is_empty());
        let is_across = cells.is_across;
        has_more.then_some(Cells { lines: rest, is_below_a_rule: false, is_across })
    }

    fn lines(&mut self, cells: &[Vec<String>], columns: &Columns, font: &mut Font) {
        for (lines, (left, room, is_number)) in cells.iter().zip(&columns.0) {
            let mut at = self.below - PADDING - SIZE;
            for line in lines {
                let left = match is_number {
                    true => left + room - font.measure(line, SIZE),
                    false => *left,
                };
                font.write(&mut self.content, line, (left, at), (FONT, SIZE));
                at -= LEADING;
            }
        }
    }

    fn rule(&mut self, width: f32) {
        self.content.set_line_width(width).set_stroke_gray(if width < 0.5 { 0.6 } else { 0.0 });
        self.content.move_to(MARGIN, self.below).line_to(WIDTH - MARGIN, self.below);
        self.content.stroke();
    }

    /// The whole page, with the words before the number of all pages at its foot.
    pub fn finish(mut self, foot: &str, font: &mut Font) -> Vec<u8> {
        let at = MARGIN - SIZE;
        font.write(&mut self.content, foot, (MARGIN, at), (FONT, SIZE));
        let behind = MARGIN + font.measure(foot, SIZE);
        self.content.save_state().transform([1.0, 0.0, 0.0, 1.0, behind, at]);
        self.content.x_object(COUNT);
        self.content.restore_state();
        self.content.finish().to_vec()
    }
}
