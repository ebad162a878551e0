//! The colour of an invoice's status.

pub(super) fn badge(status: &str) -> &'static str {
    match status {
        "PAID" => "green",
        "PENDING" => "blue",
        "PARTIAL" => "amber",
        "OVERDUE" => "red",
        _ => "grey",
    }
}
