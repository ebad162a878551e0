//! Reports over all rows, never from the cache, against their own SQL on the same file.

use crate::Extent;
use crate::client::Asked;
use crate::clinic::{Copied, original};
use crate::latency::median;
use crate::raw_reports::{REPORTS, RawReports};
use crate::served::Served;
use crate::verdict::Verdict;

/// Reports in a row on each side of a pair.
const ROUNDS: usize = 3;

pub async fn measure(extent: Extent, verdict: &mut Verdict) {
    let copy = Copied::of(&original(1));
    let uncached = [("NUTRIVAULT_CACHE__LONG_TTL", "0")];
    let ours = Served::clinic_with(copy.data(), &uncached).await;
    let sqlite = RawReports::of(&copy.database());
    for (name, statements) in REPORTS {
        let asked = Asked::get(&format!("/api/reports/{name}"), &ours.token);
        ours.send(&asked).await;
        sqlite.time(statements);
        let (mut ratios, mut answers, mut questions, mut raw) = (vec![], vec![], vec![], vec![]);
        for _ in 0..extent.pairs {
            let (mut app, mut rows) = (vec![], vec![]);
            for _ in 0..ROUNDS {
                let answer = ours.send(&asked).await;
                assert!(answer.is_good(), "{name}: {}", answer.json());
                app.push(answer.server_ms("app").expect("Server-Timing"));
                questions.push(answer.server_ms("db").expect("Server-Timing"));
                rows.push(sqlite.time(statements).as_secs_f64() * 1000.0);
            }
            ratios.push(median(&app) / median(&rows));
            answers.extend(app);
            raw.extend(rows);
        }
        verdict.note(&format!("report.{name}.server_ratio"), median(&ratios));
        verdict.note(&format!("report.{name}.server_ms"), median(&answers));
        verdict.note(&format!("report.{name}.db_ms"), median(&questions));
        verdict.note(&format!("report.{name}.sqlite_ms"), median(&raw));
    }
}
