//! The log: to stderr, quiet but for starts, stops and warnings.

use std::io::Write;

use env_logger::{Builder, Target};
use log::LevelFilter;

/// Starts the log at this level.
///
/// Rocket writes several lines a request at `info`, a third of the server's time: it is heard from
/// `debug` on. Its launch notes and its remarks on requests that we have answered properly stay out.
pub fn start(level: LevelFilter) {
    let mut builder = Builder::new();
    builder.target(Target::Stderr);
    if level >= LevelFilter::Debug {
        builder.filter_level(level);
    } else {
        builder
            .filter_level(level.min(LevelFilter::Warn))
            .filter_module("nutrivault", level)
            .filter_module("rocket::launch", LevelFilter::Off)
            .filter_module("rocket::local", LevelFilter::Off)
            .filter_module("rocket::server", LevelFilter::Off)
            .filter_module("rocket::shield", LevelFilter::Off)
            .format(|out, record| {
                // Rocket's macros remark on every request that a guard refuses, under our modules'
                // names and `_`: a client could fill the disk, or a pipe that nobody reads.
                if record.target().ends_with("::_") {
                    return Ok(());
                }
                let (time, level) = (out.timestamp_millis(), record.level());
                writeln!(out, "[{time} {level} {}] {}", record.target(), record.args())
            });
    }
    // A second logger in one process (a test) is no reason to stop.
    let _ = builder.try_init();
}
