use rocket::http::{CookieJar, Status};
use rocket::{get, post, routes};

use super::{House, PASSWORD, text, told};
use crate::auth::cookie::{COOKIE, visitor};
use crate::auth::{Caller, Kind};
use crate::login::LoginService;

/// Who looks at a page, as the pages of the product will ask.
struct Visitor(Option<Caller>);

#[rocket::async_trait]
impl<'r> rocket::request::FromRequest<'r> for Visitor {
    type Error = ();

    async fn from_request(request: &'r rocket::Request<'_>) -> rocket::request::Outcome<Self, ()> {
        rocket::request::Outcome::Success(Visitor(visitor(request).await.unwrap()))
    }
}

#[post("/enter/<name>")]
async fn enter(door: LoginService<'_>, name: &str, cookies: &CookieJar<'_>) -> Result<(), Status> {
    let logged_in = door.log_in(name, PASSWORD.into(), Kind::Ui).await.map_err(|e| e.status())?;
    assert!(logged_in.refresh.is_none());
    door.hand_over(cookies, &logged_in);
    Ok(())
}

#[get("/who")]
fn who(visitor: Visitor) -> String {
    visitor.0.map_or_else(|| "nobody".into(), |caller| caller.account.username.clone())
}

#[post("/leave")]
async fn leave(door: LoginService<'_>, cookies: &CookieJar<'_>) {
    door.leave(cookies).await.unwrap();
}

impl House {
    async fn who(&self, cookie: &str) -> String {
        let request = self.client.get("/pages/who").cookie((COOKIE, cookie.to_owned()));
        request.dispatch().await.into_string().await.unwrap()
    }

    async fn enter(&self, name: &str) -> String {
        let response = self.client.post(format!("/pages/enter/{name}")).dispatch().await;
        let cookie = response.cookies().get(COOKIE).cloned().unwrap();
        assert_eq!(cookie.http_only(), Some(true));
        assert_eq!(cookie.same_site(), Some(rocket::http::SameSite::Lax));
        cookie.value().to_owned()
    }
}

async fn house() -> House {
    House::mounting(|rocket| rocket.mount("/pages", routes![enter, who, leave])).await
}

#[rocket::async_test]
async fn the_cookie_opens_pages_and_nothing_under_api() {
    let house = house().await;
    let cookie = house.enter("vera").await;
    assert_eq!(house.who(&cookie).await, "Vera");
    let request = house.client.get("/api/auth/me").cookie((COOKIE, cookie.clone()));
    let (status, answer) = told(request.dispatch().await).await;
    assert_eq!(status, Status::Unauthorized);
    assert_eq!(text(&answer, "/error/code"), "AUTHENTICATION_REQUIRED");
    assert_eq!(house.get("/api/auth/me", &cookie).await.0, Status::Unauthorized);
    let token = house.log_in("vera").await;
    assert_eq!(house.who(text(&token, "/accessToken")).await, "nobody");
}

#[rocket::async_test]
async fn a_session_of_the_pages_ends_when_left_idle_or_old() {
    let house = house().await;
    let clock = house.database().clock().clone();
    let cookie = house.enter("vera").await;
    for _ in 0..23 {
        clock.advance_ms(29 * 60_000);
        assert_eq!(house.who(&cookie).await, "Vera");
    }
    clock.advance_ms(29 * 60_000);
    assert_eq!(house.who(&cookie).await, "Vera");
    clock.advance_ms(29 * 60_000);
    assert_eq!(house.who(&cookie).await, "nobody", "twelve hours are over");

    let cookie = house.enter("vera").await;
    clock.advance_ms(30 * 60_000);
    assert_eq!(house.who(&cookie).await, "nobody", "idle for half an hour");

    let cookie = house.enter("vera").await;
    let request = house.client.post("/pages/leave").cookie((COOKIE, cookie.clone()));
    assert_eq!(request.dispatch().await.status(), Status::Ok);
    assert_eq!(house.who(&cookie).await, "nobody");
}

#[rocket::async_test]
async fn whoever_logs_in_again_leaves_no_session_behind_in_the_browser() {
    let house = house().await;
    let first = house.enter("vera").await;
    let elsewhere = house.enter("daria").await;
    assert_eq!(house.who(&first).await, "Vera", "another browser's");
    let enter = |name: &'static str, cookie: String| {
        let request = house.client.post(format!("/pages/enter/{name}"));
        let request = request.cookie((COOKIE, cookie));
        async move { request.dispatch().await.cookies().get(COOKIE).cloned().unwrap() }
    };
    let second = enter("vera", first.clone()).await.value().to_owned();
    assert_eq!(house.who(&first).await, "nobody");
    assert_eq!(house.who(&second).await, "Vera");
    // Whoever it was: the browser keeps one cookie.
    let third = enter("daria", second.clone()).await.value().to_owned();
    assert_eq!(house.who(&second).await, "nobody");
    assert_eq!(house.who(&third).await, "Daria");
    assert_ne!(house.who(&elsewhere).await, "nobody");
    let ended = "SELECT count(*) FROM audit_logs WHERE action = 'LOGOUT' AND status = 'SUCCESS'";
    assert_eq!(house.value::<i64>(ended), 2);
}
