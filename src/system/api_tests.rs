use rocket::http::{Header, Status};
use serde_json::{Value, json};

use crate::login::tests::{House, text};

const LOCAL: &str = "127.0.0.1:40000";
const FAR: &str = "192.0.2.7:40000";

async fn scrape(house: &House, peer: &str, header: Option<(&'static str, &'static str)>) -> Status {
    let mut request = house.client.get("/metrics").remote(peer.parse().unwrap());
    if header.is_none_or(|(name, _)| name != "Host") {
        request = request.header(Header::new("Host", "localhost:3001"));
    }
    if let Some((name, value)) = header {
        request = request.header(Header::new(name, value));
    }
    request.dispatch().await.status()
}

#[rocket::async_test]
async fn metrics_are_for_the_token_and_for_this_machine_without_a_proxy() {
    let house = House::with(|config| config.metrics_token = Some("s3cret".into())).await;
    for (peer, header, expected) in [
        (LOCAL, None, Status::Ok),
        ("[::1]:40000", None, Status::Ok),
        (FAR, None, Status::Unauthorized),
        (FAR, Some(("Authorization", "Bearer s3cret")), Status::Ok),
        (FAR, Some(("Authorization", "bearer s3cret")), Status::Ok),
        (FAR, Some(("Authorization", "Bearer s3cre")), Status::Unauthorized),
        (FAR, Some(("Authorization", "Bearer ")), Status::Unauthorized),
        (LOCAL, Some(("X-Forwarded-For", "192.0.2.7")), Status::Unauthorized),
        (LOCAL, Some(("forwarded", "for=192.0.2.7")), Status::Unauthorized),
        (LOCAL, Some(("X-Real-IP", "127.0.0.1")), Status::Unauthorized),
        (LOCAL, Some(("X-Forwarded-Host", "localhost")), Status::Unauthorized),
        (LOCAL, Some(("Host", "127.0.0.1:3001")), Status::Ok),
        (LOCAL, Some(("Host", "[::1]")), Status::Ok),
        (LOCAL, Some(("Host", "10.0.0.7:3001")), Status::Unauthorized),
        (LOCAL, Some(("Host", "clinic.example")), Status::Unauthorized),
    ] {
        assert_eq!(scrape(&house, peer, header).await, expected, "{peer} {header:?}");
    }
    let refused = house.client.get("/metrics").dispatch().await.into_string().await.unwrap();
    let refused: Value = serde_json::from_str(&refused).unwrap();
    assert_eq!(text(&refused, "/error/code"), "AUTHENTICATION_REQUIRED");
}

#[rocket::async_test]
async fn without_a_token_no_bearer_is_let_in_from_afar() {
    let house = House::open().await;
    let header = Some(("Authorization", "Bearer "));
    assert_eq!(scrape(&house, FAR, header).await, Status::Unauthorized);
}

#[rocket::async_test]
async fn metrics_count_requests_by_route_and_status() {
    let house = House::open().await;
    house.client.get("/health").dispatch().await;
    house.client.get("/api/patients").dispatch().await;
    house.client.get("/api/patients").dispatch().await;
    let request = house.client.get("/metrics").remote(LOCAL.parse().unwrap());
    let request = request.header(Header::new("Host", "localhost"));
    let response = request.dispatch().await;
    let kind = response.headers().get_one("Content-Type").unwrap_or_default().to_owned();
    assert!(kind.starts_with("text/plain; version=0.0.4"), "{kind}");
    let page = response.into_string().await.unwrap();
    for line in [
        "nutrivault_http_requests_total{method=\"GET\",route=\"/health\",status=\"2xx\"} 1",
        "nutrivault_http_requests_total{method=\"GET\",route=\"/api/patients\",status=\"4xx\"} 2",
        "nutrivault_http_request_duration_seconds_bucket{le=\"+Inf\"} 3",
        "nutrivault_http_request_duration_seconds_count 3",
        "nutrivault_cache_hits_total{tier=\"short\"} 0",
        "nutrivault_pool_waiting 0",
        "nutrivault_audit_lost_rows_total 0",
        "nutrivault_slow_queries_total 0",
    ] {
        assert!(page.lines().any(|known| known == line), "{line}\n{page}");
    }
    for name in
        ["nutrivault_wal_bytes ", "process_resident_memory_bytes ", "nutrivault_uptime_seconds "]
    {
        assert!(page.lines().any(|line| line.starts_with(name)), "{name}");
    }
    let is_sample = |line: &&str| !line.starts_with('#');
    for line in page.lines().filter(is_sample) {
        let value = line.rsplit(' ').next().unwrap_or_default();
        assert!(value.parse::<f64>().is_ok(), "{line}");
    }
}

#[rocket::async_test]
async fn the_status_has_every_figure_of_the_contract_for_administrators_only() {
    let house = House::open().await;
    let vera = house.log_in("Vera").await;
    let (status, _) = house.get("/api/system/status", text(&vera, "/accessToken")).await;
    assert_eq!(status, Status::Forbidden);
    let alice = house.log_in("Alice").await;
    let (status, answer) = house.get("/api/system/status", text(&alice, "/accessToken")).await;
    assert_eq!(status, Status::Ok);
    let data = &answer["data"];
    for figure in ["size", "available", "using", "waiting"] {
        assert!(data["pool"][figure].is_u64(), "{figure}: {answer}");
    }
    for tier in ["short", "medium", "long"] {
        for figure in ["entries", "hits", "misses", "hit_rate", "invalidations", "bytes"] {
            assert!(data["cache"][tier][figure].is_number(), "{tier} {figure}: {answer}");
        }
    }
    assert_eq!(data["database"]["integrity"], "ok");
    assert_eq!(data["database"]["sqlite_version"], rusqlite::version());
    assert!(data["database"]["size"].as_u64() > Some(0));
    assert!(data["database"]["wal_size"].is_u64());
    assert!(text(data, "/database/last_checkpoint").ends_with('Z'));
    assert!(data["slow_queries"].is_array());
    assert_eq!(data["last_backup"], json!(null));
}

#[rocket::async_test]
async fn the_last_backup_is_told_without_its_folder() {
    let house = House::open().await;
    let alice = house.log_in("Alice").await;
    let made = |tx: &crate::db::Tx<'_>| {
        tx.run(
            "INSERT INTO backup_runs (id, started_at, finished_at, path, bytes, verified) VALUES \
             ('1', '2026-01-01T00:00:00.000Z', NULL, '/srv/a.db', NULL, 0), \
             ('2', '2026-01-02T00:00:00.000Z', '2026-01-02T00:00:01.000Z', '/srv/b.db', 7, 1)",
            [],
        )?;
        Ok(())
    };
    house.database().write_here(&crate::db::Meter::default(), made).unwrap();
    let (_, answer) = house.get("/api/system/status", text(&alice, "/accessToken")).await;
    let backup = &answer["data"]["last_backup"];
    assert_eq!((&backup["file"], &backup["verified"]), (&json!("b.db"), &json!(true)));
}

#[rocket::async_test]
async fn anybody_may_ask_what_answers_here() {
    let house = House::open().await;
    let answer = house.client.get("/api").dispatch().await;
    assert_eq!(answer.status(), Status::Ok);
    let answer: Value = serde_json::from_str(&answer.into_string().await.unwrap()).unwrap();
    assert_eq!(text(&answer, "/data/name"), "NutriVault");
    assert_eq!(text(&answer, "/data/version"), env!("CARGO_PKG_VERSION"));
    for area in ["auth", "users", "audit-logs", "system"] {
        assert_eq!(text(&answer, &format!("/data/endpoints/{area}")), format!("/api/{area}"));
    }
}
