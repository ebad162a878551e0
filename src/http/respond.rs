//! Answers: the JSON of the contract, in one chunk with its length.

use std::io::Cursor;

use rocket::http::{ContentType, Header, Method, Status};
use rocket::response::{Responder, Response, Result as Responded};
use rocket::{Request, response};
use serde::Serialize;
use serde_json::json;

use crate::clock::{Clock, Moment};
use crate::error::{Error, FieldError};
use crate::http::failure::{fail, failure_of};
use crate::http::floors_above::FloorsAbove;
use crate::http::opened::{Opened, show};
use crate::http::request_id::RequestId;
use crate::http::{etag_matches, rerouted, wants_json};
use crate::shown::Shows;

/// A finished JSON answer that is not cached.
pub type Answer = Opened<Json>;

/// `{"success":true,"data":…}` as it is sent, its fields in their order.
pub fn success_json(data: &impl Serialize) -> Vec<u8> {
    #[derive(Serialize)]
    struct Success<'a, T> {
        success: bool,
        data: &'a T,
    }
    serde_json::to_vec(&Success { success: true, data }).unwrap_or_default()
}

/// The body of an answer.
pub struct Json {
    status: Status,
    body: Vec<u8>,
    etag: Option<String>,
}

impl Answer {
    /// `{"success":true,"data":…}` of what is no patient's record.
    pub fn data(data: impl Serialize) -> Self {
        Self::of(Status::Ok, &json!({ "success": true, "data": data_value(data) }))
    }

    /// The same of records.
    pub fn record(data: impl Serialize, shows: Shows) -> Self {
        let body = json!({ "success": true, "data": data_value(data) });
        Self::json(serde_json::to_vec(&body).unwrap_or_default(), shows)
    }

    /// `{"success":true,"message":…}`
    pub fn message(message: &str) -> Self {
        Self::of(Status::Ok, &json!({ "success": true, "message": message }))
    }

    /// `{"success":true,"message":…,"data":…}`, where the data are no patient's record.
    pub fn with_message(message: &str, data: impl Serialize) -> Self {
        let body = json!({ "success": true, "message": message, "data": data_value(data) });
        Self::of(Status::Ok, &body)
    }

    /// Any JSON as it stands that is no patient's record.
    pub fn of(status: Status, body: &impl Serialize) -> Self {
        let body = serde_json::to_vec(body).unwrap_or_default();
        Self::new(Json { status, body, etag: None }, Shows::nothing())
    }

    /// A body that is JSON already, and shows this.
    pub fn json(body: Vec<u8>, shows: Shows) -> Self {
        Self::new(Json { status: Status::Ok, body, etag: None }, shows)
    }

    /// With 201: something was created.
    pub fn created(self) -> Self {
        self.map(|json| Json { status: Status::Created, ..json })
    }

    /// With the entity tag of a single resource.
    pub fn etag(self, etag: String) -> Self {
        self.map(|json| Json { etag: Some(etag), ..json })
    }
}

fn data_value(data: impl Serialize) -> serde_json::Value {
    serde_json::to_value(data).unwrap_or_default()
}

impl<'r> Responder<'r, 'static> for Json {
    fn respond_to(self, request: &'r Request<'_>) -> Responded<'static> {
        let mut response = Response::build();
        response.header(Header::new("Cache-Control", "private, no-store"));
        if let Some(etag) = self.etag {
            let is_known = etag_matches(request, &etag);
            response.header(Header::new("ETag", etag));
            if is_known && matches!(request.method(), Method::Get | Method::Head) {
                return response.status(Status::NotModified).ok();
            }
        }
        response.status(self.status).header(ContentType::JSON);
        let length = self.body.len();
        response.sized_body(length, Cursor::new(self.body)).max_chunk_size(length.max(1)).ok()
    }
}

impl<'r> Responder<'r, 'static> for Error {
    fn respond_to(self, request: &'r Request<'_>) -> Responded<'static> {
        fail(request, self);
        respond_with_failure(request)
    }
}

/// Turns the kept error into the answer.
pub(super) fn respond_with_failure(request: &Request<'_>) -> response::Result<'static> {
    let Some(error) = failure_of(request) else { return Err(Status::InternalServerError) };
    Ok(answer_of(error, request))
}

/// The answer that an error is: JSON of the contract's shape, or a page.
pub fn answer_of(error: &Error, request: &Request<'_>) -> Response<'static> {
    if let Some(cause) = error.cause() {
        log::error!(
            "[{}] {} {}: {cause}",
            RequestId::of(request),
            request.method(),
            request.uri().path()
        );
    }
    show(request, error.shows());
    let mut response = Response::build();
    response.status(error.status()).header(Header::new("Cache-Control", "no-store"));
    if error.status() == Status::Unauthorized && !wants_json(request) {
        let login = FloorsAbove::of(request).map(|above| (above.login_page)(request));
        let location = Header::new("Location", login.unwrap_or_default());
        return response.status(Status::SeeOther).header(location).finalize();
    }
    if error.code() == "PASSWORD_CHANGE_REQUIRED" && !wants_json(request) {
        let location = Header::new("Location", "/account");
        return response.status(Status::SeeOther).header(location).finalize();
    }
    if let Some(seconds) = error.retry_after_s() {
        response.header(Header::new("Retry-After", seconds.to_string()));
    }
    if let Some(location) = error.location() {
        response.header(Header::new("Location", location.to_owned()));
    }
    if let Some(allow) = error.allow() {
        response.header(Header::new("Allow", allow.to_owned()));
    }
    if error.status() == Status::Unauthorized && wants_json(request) {
        response.header(Header::new("WWW-Authenticate", "Bearer"));
    }
    let body = if wants_json(request) {
        response.header(ContentType::JSON);
        json_of(error, request)
    } else {
        response.header(ContentType::HTML);
        let page = FloorsAbove::of(request).map(|above| (above.error_page)(error, request));
        page.unwrap_or_else(|| error.message().to_string()).into_bytes()
    };
    let length = body.len();
    response.sized_body(length, Cursor::new(body)).max_chunk_size(length.max(1)).finalize()
}

/// The body of a failure.
#[derive(Serialize)]
struct Failure<'a> {
    success: bool,
    error: Failed<'a>,
    /// What the caller may need to go on: the record as it is now, what is in the way.
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<serde_json::Value>,
}

/// What failed.
#[derive(Serialize)]
struct Failed<'a> {
    code: &'a str,
    message: &'a str,
    timestamp: Moment,
    path: &'a str,
    method: &'a str,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    details: &'a [FieldError],
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<String>,
}

fn json_of(error: &Error, request: &Request<'_>) -> Vec<u8> {
    let now =
        request.rocket().state::<Clock>().map(Clock::now).unwrap_or_else(|| Clock::default().now());
    let is_ours = error.status().code >= 500;
    let body = Failure {
        success: false,
        error: Failed {
            code: error.code(),
            message: error.message(),
            timestamp: now,
            path: request.uri().path().as_str(),
            method: rerouted::method_of(request),
            details: error.details(),
            request_id: is_ours.then(|| RequestId::of(request).to_string()),
        },
        data: error.data().and_then(|data| serde_json::from_str(data).ok()),
    };
    serde_json::to_vec(&body).unwrap_or_default()
}
