//! Printable lists: the columns that a person looks for, on pages of A4.
//!
//! Own pages over `pdf-writer`, because each is finished and compressed when it is full: a list of
//! hundreds of pages takes a few megabytes. Libraries that lay out whole documents keep them all.

mod font;

use std::io::Write;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use pdf_writer::{Content, Filter, Finish, Name, Pdf, Rect, Ref, Str, TextStr};

use self::font::Font;
use super::{Sheet, Table, text};
use crate::error::{Error, Result};
use crate::http::Spool;
use crate::list::{Datum, Kind};

/// A4, lying, in points.
const WIDTH: f32 = 842.0;
const HEIGHT: f32 = 595.0;
const MARGIN: f32 = 32.0;
const ROW: f32 = 13.0;
const SIZE: f32 = 8.0;
const TITLE: f32 = 12.0;
/// Between columns.
const GAP: f32 = 6.0;
/// Rows of a page, below its title and headings.
const ROWS: usize = 38;
/// Thicker than that, nobody reads it on paper.
const MOST_ROWS: usize = 50_000;
const FONT: Name = Name(b"F");
const CATALOGUE: i32 = 1;
const TREE: i32 = 2;
const LETTERS: i32 = 3;

pub(super) struct Printed {
    pdf: Pdf,
    spool: Spool,
    font: Font,
    last_ref: i32,
    pages: Vec<Ref>,
    title: String,
    /// Left edge and room of each column.
    places: Vec<(f32, f32)>,
    headings: Vec<String>,
    rows: Vec<Vec<String>>,
    count: usize,
    right: Vec<bool>,
}

impl Printed {
    /// A document under that title; each column's share of the width is its weight.
    pub fn new(spool: Spool, sheet: &Sheet, title: String, weights: &[u16]) -> Result<Self> {
        let all: f32 = weights.iter().copied().map(f32::from).sum();
        let mut left = MARGIN;
        let place = |weight: &u16| {
            let share = (WIDTH - 2.0 * MARGIN) * f32::from(*weight) / all;
            left += share;
            (left - share, share - GAP)
        };
        Ok(Self {
            pdf: Pdf::new(),
            spool,
            font: Font::new()?,
            last_ref: LETTERS,
            pages: Vec::new(),
            title,
            places: weights.iter().map(place).collect(),
            headings: sheet.columns.iter().map(|column| (sheet.words)(column.name)).collect(),
            rows: Vec::with_capacity(ROWS),
            count: 0,
            right: sheet.columns.iter().map(|c| matches!(c.kind, Kind::Money(_))).collect(),
        })
    }

    fn next_ref(&mut self) -> Ref {
        self.last_ref += 1;
        Ref::new(self.last_ref)
    }

    /// Writes the rows that wait as a page of their own.
    fn end_page(&mut self) -> Result<()> {
        let (page, body) = (self.next_ref(), self.next_ref());
        self.pages.push(page);
        let mut content = Content::new();
        let top = HEIGHT - MARGIN - TITLE;
        let (title, number) = (self.title.clone(), self.pages.len().to_string());
        self.write(&mut content, &title, (MARGIN, top), TITLE);
        let far = WIDTH - MARGIN - self.font.measure(&number, SIZE);
        self.write(&mut content, &number, (far, MARGIN - ROW), SIZE);
        let headings = std::mem::take(&mut self.headings);
        self.line(&mut content, &headings, top - 1.6 * ROW);
        self.headings = headings;
        content.set_line_width(0.5);
        content
            .move_to(MARGIN, top - 1.6 * ROW - 4.0)
            .line_to(WIDTH - MARGIN, top - 1.6 * ROW - 4.0);
        content.stroke();
        let mut below = top - 2.8 * ROW;
        for row in std::mem::take(&mut self.rows) {
            self.line(&mut content, &row, below);
            below -= ROW;
        }
        self.pdf
            .page(page)
            .parent(Ref::new(TREE))
            .media_box(Rect::new(0.0, 0.0, WIDTH, HEIGHT))
            .contents(body)
            .resources()
            .fonts()
            .pair(FONT, Ref::new(LETTERS));
        self.pdf.stream(body, &deflated(&content.finish())?).filter(Filter::FlateDecode);
        Ok(())
    }

    fn line(&mut self, content: &mut Content, cells: &[String], at: f32) {
        for (column, cell) in cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
            let (left, room) = self.places[column];
            let shown = self.font.fitted(cell, SIZE, room);
            let left = match self.right[column] {
                true => left + room - self.font.measure(&shown, SIZE),
                false => left,
            };
            self.write(content, &shown, (left, at), SIZE);
        }
    }

    fn write(&mut self, content: &mut Content, words: &str, (left, at): (f32, f32), size: f32) {
        content.begin_text().set_font(FONT, size).next_line(left, at);
        content.show(Str(&self.font.encoded(words)));
        content.end_text();
    }
}

impl Table for Printed {
    fn row(&mut self, sheet: &Sheet, row: &[Datum]) -> Result<()> {
        self.count += 1;
        if self.count > MOST_ROWS {
            let message = "A PDF holds at most 50000 rows. Filter the list, or take csv or xlsx.";
            return Err(Error::bad("INVALID_FORMAT", message));
        }
        let cells = row.iter().zip(&sheet.columns).map(|(datum, column)| match datum {
            Datum::Text(code) if matches!(column.kind, Kind::Choice(_)) => (sheet.words)(code),
            Datum::Moment(at) => sheet.zone.wall_clock(*at).strftime("%Y-%m-%d %H:%M").to_string(),
            other => text(other, &sheet.zone),
        });
        self.rows.push(cells.collect());
        if self.rows.len() == ROWS { self.end_page() } else { Ok(()) }
    }

    fn finish(mut self: Box<Self>) -> Result<(Spool, bool)> {
        if !self.rows.is_empty() || self.pages.is_empty() {
            self.end_page()?;
        }
        let Self { mut pdf, mut spool, font, mut last_ref, pages, title, .. } = *self;
        let mut next = || {
            last_ref += 1;
            Ref::new(last_ref)
        };
        let count = i32::try_from(pages.len()).map_err(Error::internal)?;
        pdf.catalog(Ref::new(CATALOGUE)).pages(Ref::new(TREE));
        pdf.pages(Ref::new(TREE)).kids(pages).count(count);
        font.embed(&mut pdf, Ref::new(LETTERS), &mut next)?;
        let mut info = pdf.document_info(next());
        info.title(TextStr(&title)).producer(TextStr("NutriVault"));
        info.finish();
        spool.write_all(&pdf.finish())?;
        Ok((spool, false))
    }
}

fn deflated(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = ZlibEncoder::new(Vec::with_capacity(bytes.len() / 3), Compression::default());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}
