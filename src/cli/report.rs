//! The report of an import: equal remarks in one line on the screen, every single one in a file.

use std::collections::HashMap;
use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::predecessor::Remark;

/// Different remarks about one column that the screen shows; the file has them all.
const SHOWN_OF_A_COLUMN: usize = 50;

/// What was remarked, and how often.
pub struct Report {
    lines: Vec<Line>,
    /// Where in `lines` a remark stands, by table, column, value and what was done.
    places: HashMap<[String; 4], usize>,
    /// By table and column: how many different remarks are shown, and how many rows are not.
    columns: HashMap<[String; 2], (usize, u64)>,
    file: Option<(PathBuf, BufWriter<File>)>,
    failure: Option<String>,
}

/// Remarks that differ by their row only.
struct Line {
    first_id: String,
    rows: u64,
    what: [String; 4],
}

impl Report {
    /// A report that also goes into a new file, if one is named.
    ///
    /// # Errors
    /// A sentence: the file is there already, or cannot be made.
    pub fn into(path: Option<&Path>) -> Result<Self, String> {
        let open = |path: &Path| {
            let made = OpenOptions::new().write(true).create_new(true).open(path);
            let file = made.map_err(|error| {
                format!(
                    "The report {} cannot be made: {error}. Nothing was imported.",
                    path.display()
                )
            })?;
            Ok::<_, String>((path.to_owned(), BufWriter::new(file)))
        };
        Ok(Self {
            lines: Vec::new(),
            places: HashMap::new(),
            columns: HashMap::new(),
            file: path.map(open).transpose()?,
            failure: None,
        })
    }

    /// Takes one remark.
    pub fn add(&mut self, remark: &Remark<'_>) {
        if let Some((path, file)) = &mut self.file
            && let Err(error) = writeln!(file, "{remark}")
        {
            self.failure = Some(format!("{} could not be written: {error}.", path.display()));
            self.file = None;
        }
        let what = [remark.table, remark.column, remark.value, remark.done].map(str::to_owned);
        if let Some(at) = self.places.get(&what) {
            self.lines[*at].rows += 1;
            return;
        }
        let column = [remark.table, remark.column].map(str::to_owned);
        let (shown, hidden) = self.columns.entry(column).or_default();
        if *shown == SHOWN_OF_A_COLUMN {
            *hidden += 1;
            return;
        }
        *shown += 1;
        self.places.insert(what.clone(), self.lines.len());
        self.lines.push(Line { first_id: remark.id.to_owned(), rows: 1, what });
    }

    /// The lines for the screen, and what became of the file.
    pub fn finish(mut self) -> String {
        let mut told: Vec<String> = self.lines.iter().map(Line::told).collect();
        let mut hidden: Vec<_> =
            self.columns.into_iter().filter(|(_, (_, hidden))| *hidden > 0).collect();
        hidden.sort_unstable();
        for ([table, column], (_, rows)) in hidden {
            told.push(format!(
                "{table}\t{rows} more\t{column}\t…\tother values, treated alike: --report FILE writes every one"
            ));
        }
        if let Some((path, mut file)) = self.file.take() {
            match file.flush().and_then(|()| file.get_ref().sync_all()) {
                Ok(()) => told.push(format!("Every remark stands in {}.", path.display())),
                Err(error) => {
                    self.failure =
                        Some(format!("{} could not be written: {error}.", path.display()));
                }
            }
        }
        told.extend(self.failure);
        told.join("\n")
    }
}

impl Line {
    /// As [`Remark`] is written, with how many further rows it holds for.
    fn told(&self) -> String {
        let [table, column, value, done] = &self.what;
        let id = match self.rows {
            1 => self.first_id.clone(),
            rows => format!("{} and {} more", self.first_id, rows - 1),
        };
        Remark { table, id: &id, column, value, done }.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn remark<'a>(id: &'a str, value: &'a str) -> Remark<'a> {
        Remark { table: "patients", id, column: "gender", value, done: "FEMALE" }
    }

    #[test]
    fn equal_remarks_are_one_line_and_the_file_has_each() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("report.tsv");
        let mut report = Report::into(Some(&path)).unwrap();
        for id in ["a", "b", "c"] {
            report.add(&remark(id, "female"));
        }
        report.add(&remark("d", "f"));
        let told = report.finish();
        assert!(told.contains("patients\ta and 2 more\tgender\tfemale\tFEMALE"), "{told}");
        assert!(told.contains("patients\td\tgender\tf\tFEMALE"), "{told}");
        let written = std::fs::read_to_string(&path).unwrap();
        assert_eq!(written.lines().count(), 4);
        assert!(written.contains("patients\tb\tgender\tfemale\tFEMALE"), "{written}");
        assert!(Report::into(Some(&path)).is_err(), "a report never replaces another");
    }

    #[test]
    fn a_column_of_different_values_does_not_flood_the_screen() {
        let mut report = Report::into(None).unwrap();
        let values: Vec<String> = (0..1000).map(|n| n.to_string()).collect();
        values.iter().for_each(|value| report.add(&remark("a", value)));
        let told = report.finish();
        assert_eq!(told.lines().count(), SHOWN_OF_A_COLUMN + 1);
        assert!(told.contains("950 more"), "{told}");
    }
}
