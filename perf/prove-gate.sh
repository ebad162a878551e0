#!/bin/sh
# Shows that the gate catches a slow build: copies the tree, makes one store sleep for 30 ms, and
# expects the short form to fail there. The product itself has no such switch.
#
#   perf/prove-gate.sh [FILE] [FUNCTION]     src/visits/store.rs, its first function that reads
#
# Takes a release build; it is kept in target/perf/slowed, so the next one is quicker.
set -eu
cd "$(dirname "$0")/.."
file=${1:-src/visits/store.rs} function=${2:-detail}
mkdir -p target/perf
copy=$(mktemp -d target/perf/slowed-XXXXXX)
trap 'rm -rf "$copy"' EXIT
cp -r Cargo.toml Cargo.lock .cargo src sql perf tests "$copy"/

# After the brace that opens the function's body, however many lines its head takes.
awk -v name="$function" '
    $0 ~ "fn " name "[(<]" { inside = 1 }
    { print }
    inside && /\{$/ {
        print "    std::thread::sleep(std::time::Duration::from_millis(30));"
        inside = 0
    }' "$file" > "$copy/$file"
if cmp -s "$file" "$copy/$file"; then
    echo "there is no function $function in $file" >&2
    exit 2
fi
diff "$file" "$copy/$file" || true

results=$PWD/perf/results/local/slowed target=$PWD/target/perf/slowed
cd "$copy"
export CARGO_TARGET_DIR="$target"
cargo build --release --quiet --bins --example bare_route --example load
status=0
mkdir -p "$results"
"$target/release/examples/load" questions changes --short --results "$results" >"$results/said" 2>&1 || status=$?
cat "$results/said"
if [ "$status" = 0 ]; then
    echo "The gate did NOT see that $function in $file sleeps." >&2
    exit 1
fi
# A measurement that breaks off has seen nothing.
if [ "$status" != 1 ] || ! grep -q MISSED "$results/said"; then
    echo "The measurement itself failed ($status)." >&2
    exit 1
fi
echo "The gate saw that $function in $file sleeps."
