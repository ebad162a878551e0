#!/bin/sh
# What a reader should not have to think about: the format and the lints.
set -eu
cd "$(dirname "$0")/.."
cargo fmt --check
cargo clippy --all-targets -- -D warnings

# The unit, where systemd can read it. The program need not be installed for that.
if command -v systemd-analyze >/dev/null 2>&1; then
    folder=$(mktemp -d)
    trap 'rm -r "$folder"' EXIT
    sed 's#^ExecStart=[^ ]*#ExecStart=/bin/true#' scripts/nutrivault.service >"$folder/nutrivault.service"
    told=$(systemd-analyze verify "$folder/nutrivault.service" 2>&1) || { echo "$told" >&2; exit 1; }
    [ -z "$told" ] || { echo "$told" >&2; exit 1; }
fi
