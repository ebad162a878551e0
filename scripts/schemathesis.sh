#!/bin/sh
# Throws generated requests, right and wrong, at a demo clinic as its administrator and checks
# the answers against the server's own OpenAPI document: `scripts/schemathesis.sh [EXAMPLES]`,
# so many for each operation (60 make some 13,000 requests, 200 more than 20,000).
# Needs python3 with venv and the package registry.
set -eu
cd "$(dirname "$0")/.."
examples="${1:-60}"
for tool in cargo python3; do
    command -v $tool >/dev/null || { echo "$tool is missing: install it first." >&2; exit 1; }
done
work="$(mktemp -d)"
server=""
trap 'test -z "$server" || kill "$server"; rm -rf "$work"' EXIT INT TERM

cargo build --release --quiet
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet schemathesis

export NUTRIVAULT_DATA="$work/data" NUTRIVAULT_PORT=3917
"${CARGO_TARGET_DIR:-target}"/release/nutrivault demo --patients 200 --visits 600 --invoices 300 --audit 500 >/dev/null
"${CARGO_TARGET_DIR:-target}"/release/nutrivault serve >"$work/log" 2>&1 &
server=$!
base="http://127.0.0.1:$NUTRIVAULT_PORT"
python3 - "$base" >"$work/key" <<'PY'
import json, sys, time, urllib.request
base = sys.argv[1]
def ask(path, body=None, token=None):
    headers = {"Content-Type": "application/json"}
    if token: headers["Authorization"] = "Bearer " + token
    data = json.dumps(body).encode() if body is not None else None
    return json.load(urllib.request.urlopen(urllib.request.Request(base + path, data, headers)))["data"]
for _ in range(100):
    try: urllib.request.urlopen(base + "/health"); break
    except OSError: time.sleep(0.1)
token = ask("/api/auth/login", {"username": "admin", "password": "NutriVault-demo-1"})["accessToken"]
print(token)
PY
"$work/venv/bin/schemathesis" run "$base/api/openapi.json" \
  --header "Authorization: Bearer $(cat "$work/key")" \
  --checks not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance,negative_data_rejection,unsupported_method \
  --max-examples "$examples" --workers 2 --continue-on-failure \
  --exclude-path /api/auth/logout-all
