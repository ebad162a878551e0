#!/usr/bin/env bash
# Twenty users on lists and details, hits and misses mixed, against a bare Rocket route that
# returns the same bytes, in interleaved pairs. Prints requests per second of both and the median
# ratio; fails below the promised 0.3. Needs: wrk, curl, python3.
set -euo pipefail
cd "$(dirname "$0")/.."
pairs=${1:-5} seconds=${2:-4}
cargo build --release --quiet --bins --example bare_route
folder=$(mktemp -d); pids=()
trap 'kill "${pids[@]}" 2>/dev/null; wait 2>/dev/null; rm -rf "$folder"' EXIT
export NUTRIVAULT_DATA=$folder/data NUTRIVAULT_PORT=3911 NUTRIVAULT_LOG_LEVEL=warn
api=http://127.0.0.1:$NUTRIVAULT_PORT/api
target/release/nutrivault demo --patients 5000 --visits 25000 --invoices 25000 --audit 20000 --password 'Measured-clinic-1' >"$folder/demo.log" 2>&1
target/release/nutrivault serve >"$folder/serve.log" 2>&1 & pids+=($!)
for _ in $(seq 100); do curl -sf "http://127.0.0.1:$NUTRIVAULT_PORT/health" >/dev/null && break; sleep 0.1; done
TOKEN=$(curl -s -H 'Content-Type: application/json' -d '{"username":"admin","password":"Measured-clinic-1"}' $api/auth/login | python3 -c 'import json,sys; print(json.load(sys.stdin)["data"]["accessToken"])')
PATIENTS=$(curl -s -H "Authorization: Bearer $TOKEN" "$api/patients?limit=100&fields=id" | python3 -c 'import json,sys; print(*[p["id"] for p in json.load(sys.stdin)["data"]["patients"]])')
export TOKEN PATIENTS
curl -s -H "Authorization: Bearer $TOKEN" "$api/patients?limit=20" >"$folder/body.json"
target/release/examples/bare_route 3912 "$folder/body.json" >/dev/null 2>&1 & pids+=($!)
sleep 0.5
rate() { awk '/Requests\/sec/ {print $2}' "$1"; }
for pair in $(seq "$pairs"); do
  wrk -t1 -c20 -d"${seconds}s" -s perf/mixed.lua "http://127.0.0.1:3911" >"$folder/ours.$pair"
  wrk -t1 -c20 -d"${seconds}s" "http://127.0.0.1:3912/" >"$folder/bare.$pair"
  if grep -E 'Non-2xx|Socket errors' "$folder/ours.$pair"; then echo "errors in the run"; exit 1; fi
  echo "$(rate "$folder/ours.$pair") $(rate "$folder/bare.$pair")"
done | tee "$folder/rates" | awk '{printf "ours %.0f/s, bare %.0f/s, ratio %.2f\n", $1, $2, $1 / $2}'
awk '{print $1 / $2}' "$folder/rates" | sort -n | awk '{r[NR] = $1} END {m = r[int((NR + 1) / 2)]; printf "median ratio %.2f (promised 0.30)\n", m; exit m < 0.3}'
