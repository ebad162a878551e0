//! Printable lists: the columns that a person looks for, on pages of A4, with their sums at the end.
//!
//! Own pages over `pdf-writer`, because each is finished and compressed when it is full: a list of
//! hundreds of pages takes a few megabytes. Libraries that lay out whole documents keep them all.

mod font;
mod lines;
mod page;
mod shaping;
mod stream;
mod totals;

use std::io::Write;

use pdf_writer::{Content, Filter, Finish, Pdf, Rect, Ref, TextStr};

use self::font::Font;
use self::lines::wrapped;
use self::page::{Cells, Columns, MARGIN, Page, SIZE, TITLE, WIDTH};
use self::stream::{COUNT, FONT, deflated};
use self::totals::Totals;
use super::{Sheet, Table};
use crate::error::{Error, Result};
use crate::http::Spool;
use crate::list::Datum;
use crate::message::message;
use crate::money;

/// Thicker than that, nobody reads it on paper.
const MOST_ROWS: u64 = 50_000;
const CATALOGUE: Ref = Ref::new(1);
const TREE: Ref = Ref::new(2);
const LETTERS: Ref = Ref::new(3);
const PAGES: Ref = Ref::new(4);

pub(super) struct Printed {
    pdf: Pdf,
    spool: Spool,
    font: Font,
    last_ref: i32,
    pages: Vec<Ref>,
    title: String,
    columns: Columns,
    headings: Cells,
    /// The page that is being filled.
    page: Option<Page>,
    totals: Totals,
}

impl Printed {
    /// A document under that title; each column's share of the width is its weight.
    pub fn new(spool: Spool, sheet: &Sheet, title: String, weights: &[u16]) -> Result<Self> {
        let font = Font::new()?;
        let columns = Columns::of(sheet, weights);
        let headings: Vec<String> = sheet.columns.iter().map(|c| sheet.heading(c)).collect();
        let headings = columns.cells(&headings, &font);
        let measure = |line: &str| font.measure(line, TITLE);
        let title = wrapped(&font.writable(&title), WIDTH - 2.0 * MARGIN, measure);
        Ok(Self {
            pdf: Pdf::new(),
            spool,
            font,
            last_ref: PAGES.get(),
            pages: Vec::new(),
            title: title.into_iter().next().unwrap_or_default(),
            columns,
            headings,
            page: None,
            totals: Totals::of(sheet),
        })
    }

    fn next_ref(&mut self) -> Ref {
        self.last_ref += 1;
        Ref::new(self.last_ref)
    }

    /// A page with its title and headings.
    fn begin_page(&mut self) -> Page {
        let mut page = Page::new();
        page.title(&self.title, &mut self.font);
        page.headings(&self.headings, &self.columns, &mut self.font);
        page
    }

    /// Writes a row where there is room for it. Only what is longer than a page is broken.
    fn place(&mut self, sheet: &Sheet, cells: Cells) -> Result<()> {
        let mut page = match self.page.take() {
            Some(page) if page.has_room(&cells) => page,
            Some(full) => {
                self.end_page(sheet, full)?;
                self.begin_page()
            }
            None => self.begin_page(),
        };
        let mut rest = Some(cells);
        while let Some(cells) = rest.take() {
            rest = page.row(cells, &self.columns, &mut self.font);
            if rest.is_some() {
                self.end_page(sheet, page)?;
                page = self.begin_page();
            }
        }
        self.page = Some(page);
        Ok(())
    }

    /// Ends a page: its number, and its place in the document.
    fn end_page(&mut self, sheet: &Sheet, page: Page) -> Result<()> {
        let (id, body) = (self.next_ref(), self.next_ref());
        self.pages.push(id);
        let number = sheet.reader.number(&self.pages.len().to_string());
        let foot = self.font.writable(&sheet.reader.page_of(&number));
        let content = page.finish(&foot, &mut self.font);
        let mut page = self.pdf.page(id);
        page.parent(TREE).media_box(Rect::new(0.0, 0.0, WIDTH, page::HEIGHT)).contents(body);
        let mut resources = page.resources();
        resources.fonts().pair(FONT, LETTERS);
        resources.x_objects().pair(COUNT, PAGES);
        resources.finish();
        page.finish();
        self.pdf.stream(body, &deflated(&content)?).filter(Filter::FlateDecode);
        Ok(())
    }

    /// The number of all pages, which every page shows behind its own.
    fn count_pages(&mut self, sheet: &Sheet) {
        let count = sheet.reader.number(&self.pages.len().to_string());
        let mut content = Content::new();
        self.font.write(&mut content, &count, (0.0, 0.0), (FONT, SIZE));
        let content = content.finish();
        let mut drawing = self.pdf.form_xobject(PAGES, &content);
        drawing.bbox(Rect::new(0.0, -SIZE, 20.0 * SIZE, SIZE));
        drawing.resources().fonts().pair(FONT, LETTERS);
    }
}

impl Table for Printed {
    fn row(&mut self, sheet: &Sheet, row: &[Datum]) -> Result<()> {
        self.totals.add(row);
        if self.totals.rows() > MOST_ROWS {
            let message = message(
                "refused-pdf-too-long",
                "A PDF holds at most 50000 rows. Filter the list, or take csv or xlsx.",
            );
            return Err(Error::bad("INVALID_FORMAT", message));
        }
        let cells = row.iter().zip(&sheet.columns).map(|(datum, column)| {
            sheet.said(datum, column).unwrap_or_else(|| printed(datum, sheet))
        });
        let cells: Vec<String> = cells.collect();
        let cells = self.columns.cells(&cells, &self.font);
        self.place(sheet, cells)
    }

    fn finish(mut self: Box<Self>, sheet: &Sheet) -> Result<(Spool, bool)> {
        let totals = self.totals.lines(sheet);
        let totals = totals.iter().map(|cells| self.columns.cells(cells, &self.font));
        let totals: Vec<Cells> = totals.collect();
        // What a list comes to stands on one page.
        if let Some(full) = self.page.take_if(|page| !page.has_room_for(&totals)) {
            self.end_page(sheet, full)?;
        }
        for (place, cells) in totals.into_iter().enumerate() {
            self.place(sheet, if place == 0 { cells.below_a_rule() } else { cells })?;
        }
        if self.font.has_boxes() {
            let told = Columns::across(&sheet.reader.boxes(), &self.font);
            self.place(sheet, told)?;
        }
        if let Some(page) = self.page.take() {
            self.end_page(sheet, page)?;
        }
        self.count_pages(sheet);
        let Self { mut pdf, mut spool, font, mut last_ref, pages, title, .. } = *self;
        let mut next = || {
            last_ref += 1;
            Ref::new(last_ref)
        };
        let count = i32::try_from(pages.len()).map_err(Error::internal)?;
        pdf.catalog(CATALOGUE).pages(TREE);
        pdf.pages(TREE).kids(pages).count(count);
        font.embed(&mut pdf, LETTERS, &mut next)?;
        let mut info = pdf.document_info(next());
        info.title(TextStr(&title)).producer(TextStr("NutriVault"));
        info.finish();
        spool.write_all(&pdf.finish())?;
        Ok((spool, false))
    }
}

/// A value as it is read on paper.
fn printed(datum: &Datum, sheet: &Sheet) -> String {
    let reader = &sheet.reader;
    match datum {
        Datum::Nothing => String::new(),
        Datum::Text(text) => text.clone(),
        Datum::Flag(flag) => reader.flag(*flag),
        Datum::Integer(number) => reader.number(&number.to_string()),
        Datum::Real(number) | Datum::Percent(number) => reader.number(&number.to_string()),
        Datum::Money(minor, currency) => reader.number(&money::to_fixed(*minor, currency)),
        Datum::Day(day) => reader.day(day),
        Datum::Moment(at) => reader.moment(*at, &sheet.zone),
    }
}
