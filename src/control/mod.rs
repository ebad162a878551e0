//! Orders from the command line to the running server, over a socket in the data folder.
//!
//! A second process that changed users behind the server's back would leave sessions and cached
//! answers standing. So the command sends its order here, one JSON line, and the server carries it
//! out in its own transaction: a session is cut at its next request. The socket is the folder
//! owner's alone (0600 in a folder of 0700), which is the right to read the database itself.

mod client;
mod listener;
mod order;
mod place;

pub use client::{connect, send};
pub use listener::listen_at;
pub use order::{Order, carry_out};
