//! What every list promises: limits, orders, cursors, chosen fields, filters, search, and a number
//! of statements that the size of the page does not change.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::practice::Practice;

/// A list: its address, its plural, the usual and the greatest limit, and its orders.
struct List {
    at: &'static str,
    plural: &'static str,
    usual: u64,
    most: u64,
    orders: &'static [&'static str],
    includes: &'static [&'static str],
}

const LISTS: [List; 5] = [
    List {
        at: "/api/patients",
        plural: "patients",
        usual: 10,
        most: 100,
        orders: &["created_at", "first_name", "last_name", "date_of_birth", "updated_at"],
        includes: &["visits", "billing", "measurements"],
    },
    List {
        at: "/api/visits",
        plural: "visits",
        usual: 10,
        most: 100,
        orders: &["visit_date", "created_at", "status", "duration_minutes", "updated_at"],
        includes: &["measurements", "billing"],
    },
    List {
        at: "/api/billing",
        plural: "billing",
        usual: 10,
        most: 100,
        orders: &[
            "invoice_date",
            "created_at",
            "due_date",
            "payment_date",
            "amount",
            "total_amount",
            "status",
            "updated_at",
        ],
        includes: &["payments", "lines"],
    },
    List {
        at: "/api/users",
        plural: "users",
        usual: 10,
        most: 100,
        orders: &["created_at", "username", "email", "last_name", "last_login_at", "updated_at"],
        includes: &[],
    },
    List {
        at: "/api/audit-logs",
        plural: "logs",
        usual: 100,
        most: 500,
        orders: &["timestamp"],
        includes: &[],
    },
];

impl List {
    /// The data of a page, which must be there.
    fn page(&self, practice: &Practice, query: &str) -> Value {
        let answer = practice.get(&format!("{}?{query}", self.at));
        assert_eq!(answer.status, 200, "{}?{query}: {}", self.at, answer.text);
        answer.json()["data"].clone()
    }

    fn rows(&self, data: &Value) -> Vec<Value> {
        data[self.plural].as_array().unwrap().clone()
    }

    /// The statements that a page took.
    fn statements(&self, practice: &Practice, query: &str) -> u64 {
        let answer = practice.get(&format!("{}?{query}", self.at));
        assert_eq!(answer.status, 200, "{}", answer.text);
        assert_ne!(answer.header("x-cache"), Some("HIT"), "{query} was asked before");
        answer.queries()
    }

    /// A filter that keeps the rows the same while others work.
    fn frozen(&self, practice: &Practice) -> String {
        match self.plural {
            "logs" => {
                let last = practice.text("SELECT max(timestamp) FROM audit_logs");
                format!("&timestamp_lt={last}")
            }
            _ => String::new(),
        }
    }
}

fn id(row: &Value) -> String {
    row["id"].as_str().unwrap().to_owned()
}

#[test]
fn a_page_has_the_usual_limit_unless_one_in_range_is_asked_for() {
    let practice = Practice::shared();
    for list in &LISTS {
        let data = list.page(&practice, "");
        assert_eq!(
            (&data["limit"], &data["offset"]),
            (&list.usual.into(), &0.into()),
            "{}",
            list.at
        );
        let total = data["total"].as_u64().unwrap();
        assert_eq!(list.rows(&data).len() as u64, total.min(list.usual), "{}", list.at);
        assert_eq!(list.page(&practice, &format!("limit={}", list.most))["limit"], list.most);
        for wrong in [0, list.most + 1] {
            let answer = practice.get(&format!("{}?limit={wrong}", list.at));
            assert_eq!(answer.json()["error"]["code"], "VALIDATION_ERROR", "{}", answer.text);
        }
        assert_eq!(list.page(&practice, "count=none")["total"], Value::Null);
        let far = list.page(&practice, "offset=100000");
        assert!(list.rows(&far).is_empty() && far["total"].as_u64() >= Some(total), "{far}");
    }
}

#[test]
fn a_walk_by_cursor_meets_each_row_once_in_every_order() {
    let practice = Practice::shared();
    for list in &LISTS {
        let frozen = list.frozen(&practice);
        for (order, direction) in
            list.orders.iter().flat_map(|order| ["ASC", "desc"].map(|way| (*order, way)))
        {
            let query = format!("sort_by={order}&sort_order={direction}{frozen}");
            let walked = walk(&practice, list, &query);
            let ids: BTreeSet<String> = walked.iter().map(id).collect();
            assert_eq!(ids.len(), walked.len(), "{} {query} repeats rows", list.at);
            let total = list.page(&practice, &query)["total"].as_u64().unwrap();
            assert_eq!(walked.len() as u64, total, "{} {query}", list.at);
            let by_offset = list.page(&practice, &format!("{query}&limit=11&offset=5"));
            let by_offset: Vec<String> = list.rows(&by_offset).iter().map(id).collect();
            let same: Vec<String> = walked.iter().skip(5).take(11).map(id).collect();
            assert_eq!(by_offset, same, "{} {query}", list.at);
            assert!(is_ordered(&walked, order, direction), "{} {query}", list.at);
        }
    }
}

/// All rows, seven at a time.
fn walk(practice: &Practice, list: &List, query: &str) -> Vec<Value> {
    let mut rows = Vec::new();
    let mut next = String::new();
    loop {
        let data = list.page(practice, &format!("{query}&limit=7{next}"));
        rows.extend(list.rows(&data));
        match data["next_cursor"].as_str() {
            Some(cursor) => next = format!("&cursor={cursor}"),
            None => return rows,
        }
    }
}

/// Whether dates and numbers follow each other. Names are sorted by their folded form, which the
/// answer does not show.
fn is_ordered(rows: &[Value], order: &str, direction: &str) -> bool {
    if ["first_name", "last_name", "username", "email"].contains(&order) {
        return true;
    }
    // Amounts may have decimals, and a single number type of JSON tells 5 from 5.0.
    let number = |row: &Value| row[order].as_f64().map(|number| (number * 1e4).round() as i64);
    let key = |row: &Value| (number(row), row[order].as_str().map(str::to_owned));
    rows.windows(2).all(|two| match direction {
        "ASC" => key(&two[0]) <= key(&two[1]),
        _ => key(&two[0]) >= key(&two[1]),
    })
}

#[test]
fn a_row_has_the_fields_asked_for_and_what_is_included() {
    let practice = Practice::shared();
    for list in &LISTS {
        let field = list.orders[0];
        for row in list.rows(&list.page(&practice, &format!("fields={field}"))) {
            let names: Vec<&String> = row.as_object().unwrap().keys().collect();
            assert!(
                names.len() == 2 && row.get("id").is_some() && row.get(field).is_some(),
                "{row}"
            );
        }
        let include = list.includes.join(",");
        if !include.is_empty() {
            for row in list.rows(&list.page(&practice, &format!("include={include}"))) {
                assert!(list.includes.iter().all(|name| row[name].is_array()), "{row}");
            }
        }
    }
}

#[test]
fn a_page_takes_as_many_statements_for_a_hundred_rows_as_for_one() {
    let practice = Practice::open();
    for list in &LISTS {
        for include in
            [vec![], list.includes.iter().take(1).copied().collect(), list.includes.to_vec()]
        {
            let suffix = match include.as_slice() {
                [] => "&count=exact".to_owned(),
                names => format!("&include={}&offset={}", names.join(","), names.len()),
            };
            let one = list.statements(&practice, &format!("limit=1{suffix}&sort_order=ASC"));
            let many = list.statements(&practice, &format!("limit=100{suffix}&sort_order=ASC"));
            assert_eq!(one, many, "{} {suffix}", list.at);
            // The rows, their number, and one for each kind of related rows.
            let most = 2 + include.len() as u64;
            assert!(many <= most, "{} {suffix}: {many} statements", list.at);
            if list.includes.is_empty() {
                break;
            }
        }
    }
}

#[test]
fn signs_in_a_search_are_plain_characters() {
    let practice = Practice::shared();
    let signs = [
        "%25",
        "_",
        "'",
        "%22",
        "*",
        "(",
        "a*",
        "%22a",
        "NEAR(a%20b)",
        "a%20OR%20b",
        "-a",
        "name_words:a",
        "a%20AND",
        "%5E",
        "%7B",
        "%5C",
        "';--",
        "%F0%9F%8D%8F",
        "%CC%81",
        "+",
        "",
    ];
    for list in &LISTS {
        for sign in signs {
            list.page(&practice, &format!("search={sign}"));
        }
    }
    for (list, wildcard) in LISTS.iter().take(3).flat_map(|list| [(list, "%25"), (list, "*")]) {
        let found = list.page(&practice, &format!("search={wildcard}"));
        assert_eq!(found["total"], 0, "{} {wildcard}", list.at);
    }
}
