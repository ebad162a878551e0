//! Excel workbooks, written row by row: the library keeps finished rows on the disk, not in memory.

mod cells;

use std::collections::HashSet;

use rust_xlsxwriter::{Workbook, XlsxError};

use self::cells::Cells;
use super::{Sheet, Table};
use crate::clock::Zone;
use crate::config::Config;
use crate::error::{Error, Result};
use crate::http::Spool;
use crate::list::{Datum, Kind};

/// Rows of a sheet below its headings (Excel specifications and limits).
const MOST_ROWS: u32 = 1_048_575;
/// Letters of a sheet's name (same).
const LONGEST_NAME: usize = 31;

pub(super) struct Xlsx {
    workbook: Workbook,
    spool: Spool,
    /// Of the table that is written.
    name: String,
    names: HashSet<String>,
    sheets: usize,
    row: u32,
    cells: Cells,
}

impl Xlsx {
    /// A workbook without a sheet.
    pub fn new(config: &Config, spool: Spool, sum_format: cells::SumFormat) -> Result<Self> {
        let mut workbook = Workbook::new();
        workbook.set_tempdir(&config.data).map_err(broken)?;
        Ok(Self {
            workbook,
            spool,
            name: String::new(),
            names: HashSet::new(),
            sheets: 0,
            row: 0,
            cells: Cells::new(sum_format),
        })
    }

    /// A workbook with the headings of its first sheet.
    pub fn of_sheet(config: &Config, spool: Spool, name: &str, sheet: &Sheet) -> Result<Self> {
        let reader = std::sync::Arc::clone(&sheet.reader);
        let sums = move |digits: &str, currency: &str| reader.sum_format(digits, currency);
        let mut table = Self::new(config, spool, Box::new(sums))?;
        name.clone_into(&mut table.name);
        table.begin_sheet_of(sheet)?;
        Ok(table)
    }

    fn begin_sheet_of(&mut self, sheet: &Sheet) -> Result<()> {
        let headings = sheet.columns.iter().map(|column| sheet.heading(column));
        let columns: Vec<(String, f64)> =
            headings.zip(sheet.columns.iter().map(|column| width(column.kind))).collect();
        let name = self.name.clone();
        self.begin(&name, &columns)
    }

    /// The next sheet, with its headings and the widths of its columns.
    pub fn begin(&mut self, name: &str, columns: &[(String, f64)]) -> Result<()> {
        self.sheets += 1;
        let name = self.free_name(name);
        let page = self.workbook.add_worksheet_with_constant_memory().map_err(broken)?;
        page.set_name(name).map_err(broken)?;
        page.set_freeze_panes(1, 0).map_err(broken)?;
        // Printed, a wide table lies, and its headings stand on every page.
        page.set_landscape().set_print_fit_to_pages(1, 0);
        page.set_repeat_rows(0, 0).map_err(broken)?;
        for (at, (heading, width)) in (0..).zip(columns) {
            page.set_column_width(at, *width).map_err(broken)?;
            page.write_string_with_format(0, at, heading, self.cells.heading()).map_err(broken)?;
        }
        self.row = 0;
        Ok(())
    }

    /// The name as a sheet may have it, once in the book (Excel's rules for names).
    fn free_name(&mut self, wanted: &str) -> String {
        let is_lawful =
            |c: &char| !matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\') && !c.is_control();
        let lawful: String = wanted.chars().filter(is_lawful).collect();
        let lawful = lawful.trim_matches('\'').trim();
        let lawful = if lawful.is_empty() { "Sheet" } else { lawful };
        for number in 1.. {
            let ending = if number == 1 { String::new() } else { format!(" {number}") };
            let room = LONGEST_NAME - ending.chars().count();
            let name: String = lawful.chars().take(room).chain(ending.chars()).collect();
            if self.names.insert(name.to_lowercase()) {
                return name;
            }
        }
        unreachable!("a book holds less sheets than there are numbers")
    }

    /// A row of values.
    pub fn values(&mut self, values: &[Datum], zone: &Zone) -> Result<()> {
        self.row += 1;
        let page = self.workbook.worksheet_from_index(self.sheets - 1).map_err(broken)?;
        for (at, datum) in (0..).zip(values) {
            self.cells.write(page, (self.row, at), datum, zone).map_err(broken)?;
        }
        Ok(())
    }

    /// Writes what is left.
    pub fn end(mut self) -> Result<(Spool, bool)> {
        self.workbook.save_to_writer(&mut self.spool).map_err(broken)?;
        Ok((self.spool, false))
    }
}

impl Table for Xlsx {
    fn row(&mut self, sheet: &Sheet, row: &[Datum]) -> Result<()> {
        if self.row == MOST_ROWS {
            self.begin_sheet_of(sheet)?;
        }
        let said = row.iter().zip(&sheet.columns).map(|(datum, column)| {
            sheet.said(datum, column).map_or_else(|| datum.clone(), Datum::Text)
        });
        let values: Vec<Datum> = said.collect();
        self.values(&values, &sheet.zone)
    }

    fn finish(self: Box<Self>, _: &Sheet) -> Result<(Spool, bool)> {
        self.end()
    }
}

fn width(kind: Kind) -> f64 {
    match kind {
        Kind::Id => 12.0,
        Kind::Flag | Kind::Integer | Kind::Real => 9.0,
        Kind::Day => 12.0,
        Kind::Money(_) => 14.0,
        Kind::Moment => 17.0,
        Kind::Choice(_) | Kind::Code => 18.0,
        Kind::Text | Kind::Json | Kind::Object | Kind::User => 24.0,
    }
}

fn broken(error: XlsxError) -> Error {
    match error {
        XlsxError::IoError(error) => error.into(),
        other => Error::internal(other),
    }
}
