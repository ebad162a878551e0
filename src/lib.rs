//! NutriVault: practice management for a nutrition clinic, in one executable with one database file.
//!
//! The table of contents, floor by floor: each module knows only those above it in this file, which a
//! test holds. `src/ARCHITECTURE.md` is the map.

// The kernel: values and rules that know nobody.
pub mod currency;
pub mod data_folder;
pub mod disk;
pub mod figures;
pub mod histogram;
pub mod ids;
pub mod leisure;
pub mod network;
pub mod stderr;
pub mod steady;
pub mod text;

pub mod generations;
pub mod message;
pub mod notes;
pub mod shown;

pub mod clock;
pub mod error;
pub mod money;

pub mod clinical;
pub mod config;

// Storage and the web: the database, what goes in and out, kept answers, lists.
pub mod db;
pub mod http;
pub mod reach;

pub mod tls;

pub mod cache;
pub mod health;
pub mod list;
pub mod server;

// Identity: the trail and its writer, sessions and permissions.
pub mod audit;
pub mod auth;

pub mod derivation;

// The clinic and its office.
pub mod settings;

pub mod audit_log;
pub mod backups;
pub mod users;

pub mod login;
pub mod patients;

pub mod schedule;

pub mod documents;
pub mod visits;

pub mod consents;
pub mod contacts;
pub mod goals;

pub mod nutrition;
pub mod prescriptions;

pub mod billing;
pub mod handover;
pub mod history;
pub mod system;

pub mod exports;
pub mod reports;
pub mod search;

pub mod openapi;

// The pages of the staff.
pub mod ui;

// A clinic to look at, and one to bring over.
pub mod demo;
pub mod predecessor;

// The application and the ways in.
pub mod app;
pub mod control;

pub mod cli;
