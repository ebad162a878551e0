//! NutriVault: practice management for a nutrition clinic, in one executable with one database file.

// The kernel.
pub mod clock;
pub mod config;
pub mod data_folder;
pub mod disk;
pub mod error;
pub mod figures;
pub mod generations;
pub mod histogram;
pub mod ids;
pub mod message;
pub mod money;
pub mod network;
pub mod reach;
pub mod shown;
pub mod stderr;
pub mod steady;
pub mod text;
pub mod tls;

pub mod app;
pub mod audit;
pub mod auth;
pub mod cache;
pub mod db;
pub mod health;
pub mod http;
pub mod list;
pub mod server;

// The features, each importing only those above it.
pub mod backups;
pub mod billing;
pub mod clinical;
pub mod documents;
pub mod exports;
pub mod handover;
pub mod openapi;
pub mod patients;
pub mod reports;
pub mod search;
pub mod settings;
pub mod system;
pub mod ui;
pub mod users;
pub mod visits;

// A clinic to look at, and one to bring over.
pub mod demo;
pub mod predecessor;
// The ways in.
pub mod cli;
pub mod control;
