//! A request of somebody who works in the clinic of the mix.

use serde_json::Value;

/// One request of somebody.
pub enum Step {
    List {
        list: &'static str,
        path: String,
    },
    Detail {
        record: &'static str,
        id: String,
        path: String,
    },
    /// `total` is the name of the figure that counts all of the list.
    Stats {
        list: &'static str,
        path: String,
        total: &'static str,
    },
    Report {
        path: String,
    },
    Change {
        method: &'static str,
        path: String,
        body: Value,
        record: &'static str,
        adds_to: Option<&'static str>,
    },
}
