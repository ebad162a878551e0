//! The statements that a big clinic runs all day use an index and sort nothing.

use super::*;
use crate::patients::texts::STATEMENTS;

/// The plan of the last list statement that ran, a line a step. Every statement counts as slow
/// here, and the log of slow ones keeps their text.
fn plan(scope: impl Fn(&Clinic) -> Scope, query: &str) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let config = Config { data: folder.path().to_owned(), slow_query_ms: 0, ..Config::default() };
    let clinic = Clinic::of(config, folder);
    clinic.list(scope(&clinic), query).unwrap();
    let slowest = clinic.database.query_log().slowest();
    let listed = slowest.iter().find(|s| s.sql.starts_with("SELECT p.id")).unwrap();
    clinic
        .read(|sql| {
            let mut plan =
                sql.connection().prepare(&format!("EXPLAIN QUERY PLAN {}", listed.sql))?;
            let mut rows = plan.raw_query();
            let mut steps = Vec::new();
            while let Some(row) = rows.next()? {
                steps.push(row.get::<_, String>("detail")?);
            }
            Ok(steps)
        })
        .unwrap()
}

#[test]
fn the_usual_lists_walk_an_index() {
    let all: fn(&Clinic) -> Scope = |_| Scope::All;
    let own: fn(&Clinic) -> Scope = |clinic| Scope::Dietitian(clinic.alice);
    let after = |sort: &str, value: &str| {
        let cursor = crate::list::Cursor {
            sort: sort.into(),
            direction: crate::list::Direction::Descending,
            value: rusqlite::types::Value::Text(value.into()),
            id: Id::new().to_string(),
        };
        format!("sort_by={sort}&cursor={}", cursor.encode())
    };
    let cases = [
        (all, String::new(), "idx_patients_created"),
        (own, String::new(), "idx_patients_dietitian_created"),
        (all, "sort_by=last_name&sort_order=asc".into(), "idx_patients_last_name"),
        (all, "sort_by=first_name".into(), "idx_patients_first_name"),
        (all, "sort_by=date_of_birth".into(), "idx_patients_birth"),
        (all, "sort_by=updated_at".into(), "idx_patients_updated"),
        (all, "is_active=true".into(), "idx_patients_active_created"),
        (all, after("created_at", "2026-01-01T00:00:00.000Z"), "idx_patients_created"),
        (own, after("created_at", "2026-01-01T00:00:00.000Z"), "idx_patients_dietitian_created"),
        (all, after("last_name", "lopez"), "idx_patients_last_name"),
    ];
    for (scope, query, index) in cases {
        let steps = plan(scope, &query);
        let walks = steps.iter().any(|step| step.contains(" p ") && step.contains(index));
        let sorts = steps.iter().any(|step| step.contains("TEMP B-TREE"));
        assert!(walks && !sorts, "{query}: {steps:?}");
        if query.contains("cursor") {
            assert!(steps.iter().any(|step| step.starts_with("SEARCH p ")), "{query}: {steps:?}");
        }
    }
}

#[test]
fn a_search_is_read_off_its_index_and_only_its_page_is_sorted() {
    for query in ["search=dup", "search=dup%20ca&is_active=true", "search=du&sort_order=asc"] {
        let steps = plan(|_| Scope::All, query);
        let is_read = steps.iter().any(|step| step.starts_with("SCAN patients_search VIRTUAL"));
        let sorts = steps.iter().filter(|step| step.contains("TEMP B-TREE")).count();
        assert!(is_read && sorts <= 1, "{query}: {steps:?}");
        assert!(!steps.iter().any(|step| step == "SCAN p"), "{query}: {steps:?}");
    }
}

#[test]
fn no_named_query_scans_a_table_of_the_clinic() {
    let clinic = Clinic::new();
    let named = [
        STATEMENTS.detail.as_str(),
        include_str!("../../../sql/queries/patients/visit_summary.sql"),
        include_str!("../../../sql/queries/patients/last_weight.sql"),
        include_str!("../../../sql/queries/patients/balances.sql"),
        include_str!("../../../sql/queries/patients/timeline.sql"),
        include_str!("../../../sql/queries/patients/duplicates.sql"),
    ];
    let related = [
        include_str!("../../../sql/queries/patients/visits_of.sql"),
        include_str!("../../../sql/queries/patients/billing_of.sql"),
        include_str!("../../../sql/queries/patients/measurements_of.sql"),
        include_str!("../../../sql/queries/patients/measurements.sql"),
    ];
    let related = related.iter().map(|rest| format!("SELECT * {rest}"));
    for statement in named.iter().map(|&named| named.to_owned()).chain(related) {
        let steps: Vec<String> = clinic
            .read(|sql| {
                let mut plan = sql.connection().prepare(&format!(
                    "EXPLAIN QUERY PLAN {}",
                    crate::figures::spelled(&statement, "?5")
                ))?;
                let mut rows = plan.raw_query();
                let mut steps = Vec::new();
                while let Some(row) = rows.next()? {
                    steps.push(row.get::<_, String>("detail")?);
                }
                Ok(steps)
            })
            .unwrap();
        let big = ["p", "v", "m", "b", "y", "o", "w", "patients", "visits", "billing"];
        let scan = |step: &String| {
            let table = step.strip_prefix("SCAN ").and_then(|rest| rest.split(' ').next());
            table.is_some_and(|table| big.contains(&table))
        };
        assert!(!steps.iter().any(scan), "{statement}: {steps:?}");
    }
}
