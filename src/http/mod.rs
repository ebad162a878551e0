//! What every answer shares: shape, headers, compression, ids, the client's address.

mod accept;
mod body;
mod catchers;
mod client;
mod compression;
mod fallback;
mod fields;
mod frame;
mod precondition;
mod query;
mod rerouted;
mod respond;
mod same_origin;
mod upload;

pub use accept::{accepts_gzip, etag_matches, wants_json};
pub use body::{Body, OptionalBody};
pub use catchers::catchers;
pub use client::{Encrypted, came_over_tls, client_address};
pub use compression::{Compression, gzip};
pub use fallback::fallback_routes;
pub use fields::{Field, Fields};
pub use frame::{Frame, RequestId};
pub use precondition::{IfMatch, Precondition};
pub use query::{Parameters, PathId, canonical_query, unknown as unknown_parameter};
pub use respond::{Answer, fail, failure_of};
pub use same_origin::SameOrigin;
pub use upload::{Coming, Rest, upload};
