//! Columns of notes: who may not read them does not sort or narrow by them either.

use super::query::ListQuery;
use super::spec::{Column, Kind, Spec};
use crate::clock::Zone;
use crate::http::Parameters;
use crate::notes::Notes;

const COLUMNS: &[Column] = &[
    Column::shown("id", "x.id", Kind::Id),
    Column::shown("made_at", "x.made_at", Kind::Moment).filter().sort("x.made_at"),
    Column::shown("finding", "x.finding", Kind::Text)
        .filter()
        .sort_nullable("x.finding")
        .of_notes(Notes::Shared),
    Column::shown("thought", "x.thought", Kind::Text)
        .filter()
        .sort("x.thought")
        .of_notes(Notes::All),
    Column::shown("seen_at", "x.seen_at", Kind::Moment).filter().of_notes(Notes::Shared),
];

static SPEC: Spec = Spec {
    plural: "findings",
    from: "findings x",
    id: "x.id",
    columns: COLUMNS,
    default_sort: "made_at",
    default_limit: 10,
    most: 100,
    counts: None,
    whole: None,
    includes: &["details"],
    clinical: &["details"],
    dates: Some("seen_at"),
    extras: &[],
    search: |_, _| {},
};

fn status(query: &str, notes: Notes) -> u16 {
    let parameters = Parameters::parse(query).unwrap();
    ListQuery::read(&SPEC, parameters, &Zone::utc(), notes)
        .map_or_else(|error| error.status().code, |_| 200)
}

#[test]
fn a_list_is_not_sorted_or_narrowed_by_what_its_reader_may_not_read() {
    let on = |column: &str| {
        let asked = [
            format!("sort_by={column}"),
            format!("{column}=a"),
            format!("{column}_ne=a"),
            format!("{column}_in=a,b"),
            format!("{column}_like=a"),
            format!("{column}_ilike=a"),
            format!("{column}_null=true"),
            format!("{column}_not_null=true"),
            format!("fields={column}"),
        ];
        asked.to_vec()
    };
    for query in on("finding") {
        assert_eq!(status(&query, Notes::Hidden), 403, "{query}");
        assert_eq!(status(&query, Notes::Shared), 200, "{query}");
    }
    for query in on("thought") {
        assert_eq!(status(&query, Notes::Shared), 403, "{query}");
        assert_eq!(status(&query, Notes::All), 200, "{query}");
    }
    for query in ["from_date=2026-01-01", "to_date=2026-01-01", "include=details"] {
        assert_eq!(status(query, Notes::Hidden), 403, "{query}");
        assert_eq!(status(query, Notes::Shared), 200, "{query}");
    }
    assert_eq!(status("sort_by=made_at&made_at_gte=2026-01-01", Notes::Hidden), 200);
}
