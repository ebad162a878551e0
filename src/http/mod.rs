//! What every answer shares: shape, headers, compression, ids, the client's address.

mod accept;
mod asked;
mod asked_back;
mod body;
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
mod handover;
mod in_flight;
mod intake;
mod network;
mod nothing_here;
mod opened;
mod parts;
mod precondition;
mod query;
mod request_id;
mod rerouted;
mod respond;
mod same_origin;
mod spool;
mod upload;
mod way_on;

pub use accept::{accepts_gzip, etag_matches, wants_json};
pub use asked::as_fields;
pub use asked_back::{QUESTIONS, asked_back};
pub use body::{Body, OptionalBody};
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
pub use frame::{Frame, mark_encoded, took};
pub use handover::{Finished, Handover};
pub use in_flight::{Charge, InFlight, Payer};
pub use intake::{Unread, Whole};
pub use network::network_of;
pub use nothing_here::{FALLBACK, nothing_here};
pub use opened::{Opened, shown_by};
pub use parts::{Part, Parts};
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
pub use upload::{Coming, Rest};
pub use way_on::WayOn;
