#!/bin/sh
# Every check and every test. Each test has a data folder and a port of its own, so they run at
# once and leave nothing behind.
#
#   scripts/test.sh              format, lints, all tests
#   scripts/test.sh --browser    … and those in a real browser, which is installed if it is missing
set -eu
cd "$(dirname "$0")/.."

browser=no
for argument in "$@"; do
    case "$argument" in
        --browser) browser=yes ;;
        *) echo "usage: scripts/test.sh [--browser]" >&2; exit 2 ;;
    esac
done

scripts/check.sh

# nextest runs the tests of all files at once; cargo's own runner goes file by file.
if cargo nextest --version >/dev/null 2>&1; then
    cargo nextest run --no-fail-fast
    cargo test --doc
else
    cargo test --no-fail-fast
fi

if [ "$browser" = yes ]; then
    scripts/browser.sh
fi
