#!/bin/sh
# Lighthouse (desktop) on the pages that are open all day, over the small demo clinic: performance,
# accessibility and best practices, each of 100. Lighthouse itself comes from the npm registry at
# the version named here and stays outside the tree.
#
#   scripts/lighthouse.sh          fails below 98
set -eu
cd "$(dirname "$0")/.."
version=12.8.2
program=$(cd "${CARGO_TARGET_DIR:-target}/release" && pwd)/nutrivault
[ -x "$program" ] || { echo "Build it first: cargo build --release" >&2; exit 1; }
for tool in curl node npx; do
    command -v $tool >/dev/null || { echo "$tool is missing: install it first." >&2; exit 1; }
done
chromium=$(command -v chromium || command -v chromium-browser || command -v google-chrome) ||
    { echo "There is no Chromium: install it first." >&2; exit 1; }
folder=$(mktemp -d)
trap 'kill "$server" 2>/dev/null; rm -rf "$folder"' EXIT
export NUTRIVAULT_DATA="$folder/data" NUTRIVAULT_PORT=3987 NUTRIVAULT_LOG_LEVEL=error
"$program" demo --patients 60 --visits 300 --invoices 150 --audit 200 --seed 7 >"$folder/demo"
"$program" serve >"$folder/log" 2>&1 &
server=$!
address=http://127.0.0.1:$NUTRIVAULT_PORT
tries=0
until curl -fs "$address/health" >"$folder/health"; do
    tries=$((tries + 1))
    [ $tries -lt 100 ] || { cat "$folder/log" >&2; exit 1; }
    sleep 0.2
done
curl -s -o "$folder/entered" -c "$folder/cookies" -H 'Sec-Fetch-Site: same-origin' \
    -d 'username=admin&password=NutriVault-demo-1' "$address/login"
cookie=$(awk '/nutrivault_session/ { print $6 "=" $7 }' "$folder/cookies")
ask() { curl -s -H "Cookie: $cookie" -H 'Accept: text/html' "$address$1"; }
of() { ask "$1" | grep -o "href=\"$2/[0-9a-f-]\{36\}\"" | head -1 | cut -d'"' -f2; }
printf '{"Cookie":"%s"}' "$cookie" >"$folder/headers.json"

failed=0
[ -n "$cookie" ] || { echo "Nobody could log in." >&2; exit 1; }
for page in / /patients "$(of /patients /patients)" "$(of '/visits?status=SCHEDULED' /visits)" /calendar \
    "$(of '/invoices?status=PAID' /invoices)"; do
    CHROME_PATH=$chromium npx --yes "lighthouse@$version" "$address$page" --preset=desktop --quiet \
        --only-categories=performance,accessibility,best-practices --output=json \
        --output-path="$folder/report.json" --extra-headers="$folder/headers.json" \
        --chrome-flags='--headless=new --no-sandbox --disable-gpu' >"$folder/said" 2>&1 ||
        { cat "$folder/said" >&2; exit 1; }
    node -e '
        const report = JSON.parse(require("node:fs").readFileSync(process.argv[1]));
        const scores = Object.values(report.categories).map((one) => [one.id, Math.round(one.score * 100)]);
        console.log(process.argv[2], scores.map(([id, score]) => `${id} ${score}`).join(", "));
        const low = Object.values(report.audits).filter((one) => one.score !== null && one.score < 0.9 && one.scoreDisplayMode !== "informative");
        if (scores.some(([, score]) => score < 98)) {
            for (const one of low) console.log("   ", one.id, one.displayValue ?? "");
            process.exitCode = 1;
        }' "$folder/report.json" "$(echo "$page" | sed 's/[0-9a-f-]\{36\}/<id>/')" || failed=1
done
exit $failed
