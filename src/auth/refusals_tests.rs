use super::*;

fn refusals() -> Refusals {
    Refusals::new(&crate::config::Config::default().auth)
}

fn at(seconds: i64) -> Moment {
    Moment::from_ms(1_800_000_000_000 + seconds * 1000)
}

fn from(address: &str) -> Actor {
    let username = Some("admin".to_owned());
    Actor { ip_address: Some(address.parse().unwrap()), username, ..Actor::default() }
}

fn number(row: &(Actor, Entry), name: &str) -> u64 {
    row.1.changes.as_ref().unwrap()[name]["new"].as_u64().unwrap()
}

#[test]
fn a_flood_is_one_row_a_minute_and_none_of_it_is_untold() {
    let refusals = refusals();
    let (mut own, mut told) = (0, 0);
    let mut rows = Vec::new();
    for n in 0..20_000_i64 {
        let attempted = if n % 2 == 0 { Attempted::Login } else { Attempted::Refresh };
        // Three minutes long.
        let now = at(n * 180 / 20_000);
        own += u64::from(refusals.has_row(&from("192.0.2.7"), attempted, now));
        rows.extend(refusals.rows(now, false));
    }
    rows.extend(refusals.rows(at(180), true));
    for row in &rows {
        told += number(row, "attempts");
        assert_eq!(number(row, "attempts"), number(row, "logins") + number(row, "refresh_tokens"));
        assert_eq!(row.0.ip_address, Some([192, 0, 2, 7].into()));
    }
    assert_eq!(own + told, 20_000);
    assert!(own <= 25 && rows.len() <= 4, "{own} and {}", rows.len());
}

#[test]
fn a_thousand_networks_are_sixty_rows_and_one() {
    let refusals = refusals();
    let mut own = 0;
    for n in 0..1_000_u32 {
        let address = format!("2001:db8:0:{n:x}::1");
        for host in 0..30 {
            let neighbour = address.replace("::1", &format!("::{host:x}"));
            own += u64::from(refusals.has_row(&from(&neighbour), Attempted::ApiKey, at(0)));
        }
    }
    let rows = refusals.rows(at(60), false);
    assert!((600..=660).contains(&own), "{own}");
    assert_eq!(rows.len(), MOST_NETWORKS + 1);
    let told: u64 = rows.iter().map(|row| number(row, "attempts")).sum();
    assert_eq!(own + told, 30_000);
    assert!(refusals.rows(at(120), true).is_empty());
}
