#!/bin/sh
# The login page in a real browser. Chromium comes from the distribution if it is missing.
set -eu
cd "$(dirname "$0")/.."

chromium=
for name in chromium chromium-browser google-chrome; do
    if command -v "$name" >/dev/null 2>&1; then chromium=$name; break; fi
done
if [ -z "$chromium" ]; then
    as_root=
    [ "$(id -u)" = 0 ] || as_root=sudo
    $as_root apt-get update -q
    $as_root apt-get install -q -y --no-install-recommends chromium
    chromium=chromium
fi

cargo build
folder=$(mktemp -d)
server=
stop() {
    [ -z "$server" ] || { kill "$server" && wait "$server" || true; }
    rm -rf "$folder"
}
trap stop EXIT

# Port 0: the system chooses a free one, and the server says which.
NUTRIVAULT_DATA="$folder/data" NUTRIVAULT_PORT=0 NUTRIVAULT_AUTH__BCRYPT_COST=4 \
    "${CARGO_TARGET_DIR:-target}"/debug/nutrivault serve >"$folder/log" 2>&1 &
server=$!
address=
for _ in $(seq 100); do
    address=$(sed -n 's/^NutriVault listens on //p' "$folder/log")
    [ -z "$address" ] || break
    sleep 0.1
done
[ -n "$address" ] || { cat "$folder/log" >&2; exit 1; }

sandbox=
[ "$(id -u)" != 0 ] || sandbox=--no-sandbox
timeout 60 "$chromium" --headless $sandbox --disable-gpu --no-first-run \
    --user-data-dir="$folder/profile" --dump-dom "$address/" >"$folder/page" 2>"$folder/browser.log" ||
    { cat "$folder/browser.log" >&2; exit 1; }
if grep -q NOT_FOUND "$folder/page"; then
    echo "browser: this version serves no pages; nothing was tested there"
    exit 0
fi
for field in username password; do
    grep -q "name=\"$field\"" "$folder/page" || {
        echo "The login page has no field '$field' in the browser:" >&2
        cat "$folder/page" >&2
        exit 1
    }
done
echo "browser: the login page shows its fields"
