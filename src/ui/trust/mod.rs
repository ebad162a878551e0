//! The page on which a PC or a phone learns to trust this server, and the certificate it needs.

pub mod pages;
