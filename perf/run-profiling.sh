#!/usr/bin/env bash
# Where the time and the memory of a loaded server go: twenty users on lists and details.
#
#   perf/run-profiling.sh [cpu] [heap] [scheduler]      all three when nothing is named
#
# cpu        a flame graph by sampling (perf), on the profile `profiling`: release with symbols
# heap       who allocates (heaptrack): a report and a flame graph of bytes allocated
# scheduler  how late the server's own tasks run (nutrivault_scheduler_delay_seconds) under load
#
# Needs: perf (Debian: linux-perf), heaptrack, curl. inferno, which draws the flame graphs, is
# installed by cargo into target/perf/tools when it is missing. Results: perf/results/local.
set -euo pipefail
cd "$(dirname "$0")/.."
what=("$@"); [ $# -gt 0 ] || what=(cpu heap scheduler)
seconds=${SECONDS_OF_LOAD:-15} port=${PORT:-3917} password='Measured-clinic-1'
results=$PWD/perf/results/local tools=$PWD/target/perf/tools
mkdir -p "$results" target/perf
scratch=$(mktemp -d -p target/perf profile-XXXXXX) server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$scratch"' EXIT

need() { command -v "$1" >/dev/null || { echo "$1 is missing: $2" >&2; exit 1; }; }

flame_graph() { # TITLE COUNTED < folded stacks
    [ -x "$tools/bin/inferno-flamegraph" ] || cargo install --quiet --locked --root "$tools" inferno
    "$tools/bin/inferno-flamegraph" --title "$1" --countname "$2"
}

need cargo "https://rustup.rs"
need curl "apt-get install curl"

# A clinic of its own for each run, served by the given command.
serve() { # COMMAND…
    [ -f "$scratch/nutrivault.db" ] || NUTRIVAULT_DATA=$scratch NUTRIVAULT_LOG_LEVEL=error \
        target/profiling/nutrivault demo --audit 20000 --password "$password" >/dev/null 2>&1
    NUTRIVAULT_DATA=$scratch NUTRIVAULT_PORT=$port NUTRIVAULT_LOG_LEVEL=warn "$@" >"$scratch/out" 2>&1 &
    server=$!
    for _ in $(seq 200); do
        curl -sf "http://127.0.0.1:$port/health" >/dev/null && return
        sleep 0.1
    done
    cat "$scratch/out" >&2; exit 1
}
stop() { kill -TERM "$1" 2>/dev/null || true; wait "$server" 2>/dev/null || true; server=; }
drive() { target/profiling/examples/load --drive "$port" --seconds "$seconds"; }

# Frame pointers make stacks cheap to walk; SQLite is C and wants to be told so too.
RUSTFLAGS="-C force-frame-pointers=yes" CFLAGS="-fno-omit-frame-pointer" \
    cargo build --quiet --profile profiling --bins --example load

cpu() {
    need perf "apt-get install linux-perf"
    serve target/profiling/nutrivault serve
    drive & load=$!
    sleep 2 # the logins of the load are no concern
    perf record --quiet -F 997 -g -p "$server" -o "$scratch/perf.data" -- sleep $((seconds - 4))
    wait "$load"
    stop "$server"
    [ -x "$tools/bin/inferno-collapse-perf" ] || cargo install --quiet --locked --root "$tools" inferno
    perf script -i "$scratch/perf.data" 2>/dev/null | "$tools/bin/inferno-collapse-perf" >"$scratch/folded" 2>/dev/null
    flame_graph "NutriVault under load: processor" samples <"$scratch/folded" >"$results/cpu.svg"
    echo "$results/cpu.svg"
}

# mimalloc takes the place of malloc, and Rust asks it by its own name: no heap profiler sees that.
# So a copy of the tree is built with the system's allocator; who allocates stays the same.
heap() {
    need heaptrack "apt-get install heaptrack"
    local copy=$scratch/tree
    mkdir -p "$copy"
    cp -r Cargo.toml Cargo.lock .cargo src sql perf tests "$copy"/
    sed -i '/^#\[global_allocator\]/,/;/d; /^use mimalloc/d' "$copy/src/main.rs"
    sed -i 's/^mimalloc = .*/mimalloc = "0.1"/' "$copy/Cargo.toml"
    (cd "$copy" && CARGO_TARGET_DIR=$PWD/../../heap cargo build --quiet --profile profiling --bin nutrivault)
    serve heaptrack --record-only -o "$scratch/heap" target/perf/heap/profiling/nutrivault serve
    drive
    # heaptrack waits for its child.
    stop "$(pgrep -f "target/perf/heap/profiling/nutrivault serve" | tail -1)"
    heaptrack_print -F "$scratch/heap-folded" "$scratch"/heap* >"$results/heap.txt" 2>/dev/null
    flame_graph "NutriVault under load: allocations" allocations <"$scratch/heap-folded" >"$results/heap.svg"
    tail -n 6 "$results/heap.txt"
    echo "$results/heap.txt and $results/heap.svg"
}

# The counterpart of an event loop's lag: how much later than asked for a task of the server runs.
scheduler() {
    serve target/profiling/nutrivault serve
    delays() { curl -s "http://127.0.0.1:$port/metrics" | grep '^nutrivault_scheduler_delay_seconds' || true; }
    [ -n "$(delays)" ] || { echo "this build does not measure its scheduler's delay" >&2; exit 1; }
    delays >"$scratch/before"
    drive
    delays >"$scratch/after"
    stop "$server"
    awk '
        /_bucket/ { match($1, /le="[^"]*"/); le = substr($1, RSTART + 4, RLENGTH - 5) }
        /_bucket/ && FNR == NR { before[le] = $2; next }
        /_bucket/ { n++; bound[n] = le; count[n] = $2 - before[le] }
        END {
            split("50 95 99 100", wanted, " ")
            for (w = 1; w <= 4; w++)
                for (i = 1; i <= n; i++)
                    if (count[i] >= count[n] * wanted[w] / 100) { printf "p%s at most %s s\n", wanted[w], bound[i]; break }
            printf "of %d samples\n", count[n]
        }' "$scratch/before" "$scratch/after" | tee "$results/scheduler.txt"
}

for one in "${what[@]}"; do
    case $one in
        cpu | heap | scheduler) "$one" ;;
        *) echo "usage: perf/run-profiling.sh [cpu] [heap] [scheduler]" >&2; exit 2 ;;
    esac
done
