//! Floods of strangers: what they leave in the trail, and who gets in meanwhile.

use std::time::{Duration, Instant};

use rocket::http::{ContentType, Header, Status};
use serde_json::json;

use super::{House, PASSWORD};
use crate::auth::browser;

/// What strangers attempt: a login, two refresh tokens, two access tokens, two API keys, a link.
const ATTEMPTS: u64 = 8;

impl House {
    async fn knock_in_every_way(&self, number: u64) {
        let guess = json!({ "username": "alice", "password": format!("guess {number}") });
        self.post("/api/auth/login", guess).await;
        let made_up = format!("{number:043}");
        for token in [made_up.as_str(), "no token"] {
            self.post("/api/auth/refresh", json!({ "refreshToken": token })).await;
            self.post("/api/auth/logout", json!({ "refreshToken": token })).await;
            assert_eq!(self.get("/api/auth/me", token).await.0, Status::Unauthorized);
            let key = Header::new("X-API-Key", format!("nutri_ak_{token}"));
            let answer = self.client.get("/api/patients").header(key).dispatch().await;
            assert_eq!(answer.status(), Status::Unauthorized);
        }
        self.client.get(format!("/setup/{made_up}")).dispatch().await;
    }

    /// Logs in as a browser with that cookie; answers the cookie that it has then.
    async fn enter_by_page(&self, name: &str, cookie: Option<&str>) -> (Status, Option<String>) {
        let mut form = self.client.post("/login").header(ContentType::Form);
        form = form.header(Header::new("Sec-Fetch-Site", "same-origin"));
        if let Some(cookie) = cookie {
            form = form.cookie((browser::COOKIE, cookie.to_owned()));
        }
        let body = format!("username={name}&password={}", PASSWORD.replace(' ', "+"));
        let answer = form.body(body).dispatch().await;
        let known = answer.cookies().get(browser::COOKIE).map(|known| known.value().to_owned());
        (answer.status(), known)
    }

    /// Strangers guess until this address is not heard.
    async fn flood(&self) {
        for number in 0.. {
            let guess = json!({ "username": format!("name {number}"), "password": "guess" });
            if self.post("/api/auth/login", guess).await.0 == Status::TooManyRequests {
                return;
            }
        }
    }

    fn change(&self, statement: &'static str) {
        self.database().write_here(&Default::default(), |tx| Ok(tx.run(statement, [])?)).unwrap();
    }
}

#[rocket::async_test]
async fn a_flood_of_strangers_leaves_a_few_rows_and_none_of_it_is_untold() {
    let house = House::with(|config| config.auth.account_burst = 100_000).await;
    let refused = "SELECT count(*) FROM audit_logs WHERE status = 'FAILURE'";
    let pages = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size";
    let before: i64 = house.value(pages);
    for number in 0..200 {
        house.knock_in_every_way(number).await;
    }
    assert!(house.value::<i64>(refused) <= 25);
    house.database().clock().advance_ms(61_000);
    let counted = "SELECT coalesce(sum(CAST(error_message AS INTEGER)), 0) FROM audit_logs \
                   WHERE error_message LIKE '% more attempts from this address %'";
    let begun = Instant::now();
    while house.value::<i64>(counted) == 0 && begun.elapsed() < Duration::from_secs(20) {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let (rows, counted): (i64, i64) = (house.value(refused), house.value(counted));
    let several: i64 =
        house.value("SELECT count(*) FROM audit_logs WHERE error_message LIKE '% more attempts %'");
    assert!((1..=2).contains(&several), "{several}");
    assert_eq!((rows - several + counted) as u64, 200 * ATTEMPTS);
    assert!(house.value::<i64>(pages) - before < 1024 * 1024);
}

#[rocket::async_test]
async fn a_known_browser_gets_in_while_strangers_guess_and_nobody_else_does() {
    let house = House::with(|config| {
        config.auth.address_burst = 3;
        config.auth.account_burst = 100;
    })
    .await;
    let (status, alices) = house.enter_by_page("alice", None).await;
    assert_eq!(status, Status::SeeOther);
    let alices = alices.unwrap();
    house.flood().await;
    assert_eq!(house.enter_by_page("alice", None).await.0, Status::TooManyRequests);
    assert_eq!(house.enter_by_page("vera", Some(&alices)).await.0, Status::TooManyRequests);
    let forged = format!("{}x", &alices[..alices.len() - 1]);
    house.flood().await;
    assert_eq!(house.enter_by_page("alice", Some(&forged)).await.0, Status::TooManyRequests);
    let (status, again) = house.enter_by_page("alice", Some(&alices)).await;
    assert_eq!(status, Status::SeeOther);

    // Two people at one PC: each of them is known there.
    house.database().clock().advance_ms(10_000);
    let (status, both) = house.enter_by_page("vera", again.as_deref()).await;
    assert_eq!(status, Status::SeeOther, "heard again when the flood is over");
    let both = both.unwrap();
    house.flood().await;
    for name in ["alice", "vera"] {
        assert_eq!(house.enter_by_page(name, Some(&both)).await.0, Status::SeeOther, "{name}");
    }
}

#[rocket::async_test]
async fn a_browser_is_a_stranger_again_after_another_password_another_role_or_a_deactivation() {
    let house = House::with(|config| {
        config.auth.address_burst = 2;
        config.auth.account_burst = 100;
    })
    .await;
    for change in [
        // The same password, set anew.
        "UPDATE users SET password_hash = replace(password_hash, '$2b$', '$2y$') WHERE username = 'Vera'",
        "UPDATE users SET role_id = '00000000-0000-7000-8000-000000000003' WHERE username = 'Vera'",
        "UPDATE users SET is_active = 1 - is_active WHERE username = 'Vera'",
    ] {
        house.database().clock().advance_ms(60_000);
        let (status, known) = house.enter_by_page("vera", None).await;
        assert_eq!(status, Status::SeeOther);
        house.change(change);
        if change.contains("is_active") {
            house.change(change);
        }
        house.flood().await;
        let again = house.enter_by_page("vera", known.as_deref()).await.0;
        assert_eq!(again, Status::TooManyRequests, "{change}");
    }
}

#[rocket::async_test]
async fn the_guesses_of_a_known_browser_count_as_anybody_s() {
    let house = House::with(|config| {
        config.auth.address_burst = 3;
        config.auth.account_burst = 100;
    })
    .await;
    let (_, known) = house.enter_by_page("alice", None).await;
    let guess = |cookie: String| {
        let form = house.client.post("/login").header(ContentType::Form);
        let form = form.header(Header::new("Sec-Fetch-Site", "same-origin"));
        form.cookie((browser::COOKIE, cookie)).body("username=alice&password=guess")
    };
    let mut heard = 0;
    for _ in 0..10 {
        let status = guess(known.clone().unwrap()).dispatch().await.status();
        heard += usize::from(status == Status::Unauthorized);
    }
    assert!((3..=4).contains(&heard), "{heard}");
}
