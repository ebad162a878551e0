//! NutriVault: practice management for a nutrition clinic, in one executable with one database file.

pub mod audit;
pub mod cache;
pub mod clock;
pub mod config;
pub mod db;
pub mod error;
pub mod ids;
pub mod money;
pub mod text;
