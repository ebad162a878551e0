//! The checked query of a request, for a handler's signature.

use std::marker::PhantomData;
use std::ops::Deref;
use std::sync::Arc;

use rocket::request::{FromRequest, Outcome};
use rocket::{Request, async_trait};

use super::known::KnownQueries;
use super::query::ListQuery;
use super::spec::Spec;
use crate::clock::Zone;
use crate::http::{Parameters, fail};
use crate::notes::Notes;

/// A kind of list, as a type, so that a handler's signature says what it lists.
pub trait Listed: Send + Sync + 'static {
    /// The list.
    const SPEC: &'static Spec;
}

/// The zone in force for a request, with the version of the settings that say it. Managed state: the
/// settings stand above the lists.
pub struct ZoneInForce(pub for<'r> fn(&'r Request<'_>) -> Option<(i64, &'r Zone)>);

/// How much of the notes the caller of a request reads. Managed state, as the zone: who calls is known
/// above the lists. Nobody known reads none.
pub struct NotesInSight(pub fn(&Request<'_>) -> Notes);

impl NotesInSight {
    fn of(request: &Request<'_>) -> Notes {
        request.rocket().state::<Self>().map_or(Notes::Hidden, |sight| (sight.0)(request))
    }
}

impl ZoneInForce {
    fn of<'r>(request: &'r Request<'_>) -> Option<(i64, &'r Zone)> {
        request.rocket().state::<Self>().and_then(|zone| (zone.0)(request))
    }
}

/// The checked query of a handler.
pub struct Asked<L>(pub Arc<ListQuery>, PhantomData<L>);

impl<L> Deref for Asked<L> {
    type Target = ListQuery;

    fn deref(&self) -> &ListQuery {
        &self.0
    }
}

#[async_trait]
impl<'r, L: Listed> FromRequest<'r> for Asked<L> {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        let parts = (ZoneInForce::of(request), request.rocket().state::<KnownQueries>());
        let (Some((version, zone)), Some(known)) = parts else {
            return Outcome::Error((rocket::http::Status::InternalServerError, ()));
        };
        let text = request.uri().query().map_or("", |query| query.as_str());
        let notes = NotesInSight::of(request);
        if let Some(query) = known.get(L::SPEC, (version, notes), text) {
            return Outcome::Success(Asked(query, PhantomData));
        }
        let parameters = Parameters::parse(text);
        match parameters.and_then(|p| ListQuery::read(L::SPEC, p, zone, notes)) {
            Ok(query) => {
                let query = Arc::new(query);
                known.keep(L::SPEC, (version, notes), text, &query);
                Outcome::Success(Asked(query, PhantomData))
            }
            Err(error) => Outcome::Error((fail(request, error), ())),
        }
    }
}
