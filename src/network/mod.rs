//! Names and networks: what this machine is called and where it is found, which hosts the clinic
//! has named, which proxies it believes.

mod client;
mod host_name;
mod machine;
mod subnet;

pub use client::network_of;
pub use host_name::{HostName, host_and_port};
pub use machine::{Machine, SUFFIXES};
pub use subnet::Subnet;
