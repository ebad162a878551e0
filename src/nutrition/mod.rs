//! Food: how much of what somebody eats, and what is in it.

pub mod exact;
pub mod foods;
pub mod nutrients;
pub mod portions;
pub mod totals;
