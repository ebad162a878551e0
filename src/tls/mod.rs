//! Certificates: the one that the clinic brought, or one of an authority of this server's own.
//!
//! A clinic without a domain has nobody who would certify its server. So the server is its own
//! authority, which each PC and phone is told once to trust. What it could do in wrong hands is
//! bounded: a critical name constraint (RFC 5280 §4.2.1.10) holds it to this machine's names and to
//! private addresses, and its key never leaves the folder `tls` in the data folder, which no
//! backup, export or download reads.

mod authority;
mod certificate;
mod folder;
mod keeper;
mod profile;
mod ways;

pub use authority::{Authority, is_due};
pub use certificate::Certificate;
pub use folder::Folder;
pub use keeper::{Certificates, Kind, planned};
pub use profile::mobile_profile;
pub use ways::{Ways, is_in_the_clear};
