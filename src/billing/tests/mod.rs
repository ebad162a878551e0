//! Billing over HTTP, against a real database of its own.
