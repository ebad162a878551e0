#!/bin/sh
# What a reader should not have to think about: the format and the lints.
set -eu
cd "$(dirname "$0")/.."
cargo fmt --check
cargo clippy --all-targets -- -D warnings
