//! The executable: everything it can do is a file of `cli`.

use std::process::ExitCode;

fn main() -> ExitCode {
    nutrivault::cli::run()
}
