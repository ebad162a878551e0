//! Whether the numbers of invoices and credit notes follow each other, and the counters with them.

use rusqlite::Connection;

use super::Finding;
use super::said::{Said, told};

/// Each series and year: its counter, its highest number, and the gaps between its numbers; also
/// those with a counter and no document, or with documents and no counter.
const SERIES: &str = "\
    WITH documents (series, number) AS ( \
      SELECT 'INV', invoice_number FROM billing \
      WHERE invoice_number GLOB 'INV-[0-9][0-9][0-9][0-9]-[0-9][0-9][0-9][0-9][0-9][0-9]*' \
      UNION ALL \
      SELECT 'CN', number FROM credit_notes \
      WHERE number GLOB 'CN-[0-9][0-9][0-9][0-9]-[0-9][0-9][0-9][0-9][0-9][0-9]*' \
    ), \
    numbered (series, year, n) AS ( \
      SELECT series, CAST(substr(number, length(series) + 2, 4) AS INTEGER), \
        CAST(substr(number, length(series) + 7) AS INTEGER) FROM documents \
    ), \
    stretches AS ( \
      SELECT series, year, n, n - lag(n, 1, 0) OVER (PARTITION BY series, year ORDER BY n) - 1 AS missing \
      FROM numbered \
    ), \
    counted AS ( \
      SELECT series, year, max(n) AS highest, sum(missing) AS missing, \
        min(CASE WHEN missing > 0 THEN n - missing END) AS first_missing \
      FROM stretches GROUP BY series, year \
    ) \
    SELECT coalesce(s.series, c.series), coalesce(s.year, c.year), coalesce(s.highest, 0), \
      coalesce(s.missing, 0), s.first_missing, coalesce(c.last_number, 0) \
    FROM counted s \
    FULL JOIN number_series c ON c.series = s.series AND c.year = s.year";

/// One series of one year.
struct Series {
    name: String,
    highest: i64,
    missing: i64,
    first_missing: Option<i64>,
    counter: i64,
}

/// Looks at every number once.
pub(super) fn series(connection: &Connection) -> Finding {
    const CHECK: &str = "numbering";
    let found = connection.prepare(SERIES).and_then(|mut statement| {
        let rows = statement.query_map([], |row| {
            let (series, year): (String, i64) = (row.get(0)?, row.get(1)?);
            Ok(Series {
                name: format!("{series}-{year}"),
                highest: row.get(2)?,
                missing: row.get(3)?,
                first_missing: row.get(4)?,
                counter: row.get(5)?,
            })
        })?;
        rows.collect::<Result<Vec<_>, _>>()
    });
    let series = match found {
        Ok(series) => series,
        Err(error) => return Finding::broken_off(CHECK, &error),
    };
    let behind = series.iter().filter(|series| series.counter < series.highest);
    let behind: Vec<Said> = behind
        .map(|one| {
            let counts = told("{} counts {} and has {}").text(&one.name).number(one.counter);
            counts.text(format!("{:06}", one.highest))
        })
        .collect();
    if !behind.is_empty() {
        return Finding::damage(
            CHECK,
            told("Counters are behind their documents: {}.").several(behind, "; "),
            told(
                "The next number would be one that exists, and be refused. Put the newest copy from the backups folder in place of this file, or raise number_series.last_number.",
            ),
        );
    }
    let mut gaps = Vec::new();
    for one in &series {
        let lost = one.missing + one.counter - one.highest;
        if lost > 0 {
            let first = one.first_missing.unwrap_or(one.highest + 1);
            let gap = told("{}: {} missing, first {}").text(&one.name).number(lost);
            gaps.push(gap.text(format!("{first:06}")));
        }
    }
    if gaps.is_empty() {
        return Finding::fine(
            CHECK,
            told("The {} series have no gap.").number(series.len() as u64),
        );
    }
    Finding::warning(
        CHECK,
        told("Numbers do not follow each other: {}.").several(gaps, "; "),
        told(
            "This program leaves no gap. An import or a restored copy may explain it, and the audit trail then says so; keep the explanation with the accounts.",
        ),
    )
}
