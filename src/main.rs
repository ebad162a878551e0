//! The executable: everything it can do is a file of `cli`.

use std::process::ExitCode;

use mimalloc::MiMalloc;

// A miss allocates a few hundred times; see perf/README.md for what this gains.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    nutrivault::cli::run()
}
