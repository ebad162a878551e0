#!/bin/sh
# Measures a release build and compares it with perf/thresholds.json; fails when a budget is missed.
#
#   perf/run-load-tests.sh                       everything but growth
#   perf/run-load-tests.sh --short               the gate: four minutes at most, ratios and promises
#   perf/run-load-tests.sh auth-flow api-crud    these alone; --help names them all
#   perf/run-load-tests.sh growth                against a clinic ten times as large
#
# Results: JSON and a page with plots in perf/results/local, or in --results FOLDER.
set -eu
cd "$(dirname "$0")/.."
cargo build --release --quiet --bins --example bare_route --example load
exec target/release/examples/load "$@"
