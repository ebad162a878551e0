//! The feature in a clinic of its own: the stores by themselves, and the routes as callers see them.

mod access;
mod changes;
mod clinic;
mod routes;

pub use clinic::Clinic;
