//! What every answer shares: shape, headers, compression, ids, the client's address.

mod accept;
mod asked;
mod asked_back;
mod body;
mod bypass;
mod catchers;
mod client;
mod compression;
mod download;
mod etag;
mod failure;
mod field;
mod fields;
mod fixed;
mod floors_above;
mod frame;
mod in_flight;
mod intake;
mod nothing_here;
mod opened;
mod parts;
mod passage;
mod precondition;
mod query;
mod request_id;
mod rerouted;
mod respond;
mod same_origin;
mod spool;
mod unread_body;
mod way_on;

pub use accept::{accepts_gzip, etag_matches, is_for_programs, wants_json};
pub use asked::as_fields;
pub use asked_back::{ASK_GOAL_WEIGHT, GOAL_WEIGHT, QUESTIONS, asked_back};
pub use body::{Body, OptionalBody};
pub use bypass::{Bypass, Finished};
pub use catchers::catchers;
pub use client::{Encrypted, came_over_tls, client_address};
pub use compression::{Compression, gzip};
pub use download::Download;
pub use etag::etag_of;
pub use failure::{fail, failure_of};
pub use field::Field;
pub use fields::{Fields, NO_CURRENCY, out_of_length};
pub use fixed::Fixed;
pub use floors_above::FloorsAbove;
pub use frame::{Frame, stamp};
pub use in_flight::{Charge, InFlight, Payer};
pub use intake::{Unread, Whole};
pub use nothing_here::{FALLBACK, nothing_here};
pub use opened::{Opened, shown_by};
pub use parts::{Part, Parts, broken_off};
pub use passage::{mark_encoded, took};
pub use precondition::{IfMatch, Precondition};
pub use query::{
    MOST_PARAMETERS, Parameters, PathId, canonical_query, fits, too_many_parameters,
    unknown as unknown_parameter,
};
pub use request_id::RequestId;
pub use rerouted::{keep_unknown_method, refuse_whole as refuse};
pub use respond::{Answer, answer_of, success_json};
pub use same_origin::SameOrigin;
pub use spool::Spool;
pub use unread_body::{Coming, UnreadBody};
pub use way_on::WayOn;
