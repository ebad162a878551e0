#!/bin/sh
# The resident memory of a process over time, as CSV and as a plot.
#
#   perf/watch-memory.sh PID [SECONDS] [FOLDER]      60 seconds, into perf/results/local
#
# Ends when the process does. Which PID: pgrep -x nutrivault
set -eu
[ $# -ge 1 ] || { sed -n '2,6s/^# \{0,1\}//p' "$0" >&2; exit 2; }
pid=$1 seconds=${2:-60} folder=${3:-$(dirname "$0")/results/local}
[ -r "/proc/$pid/status" ] || { echo "There is no process $pid." >&2; exit 1; }
mkdir -p "$folder"
csv=$folder/memory-$pid.csv svg=$folder/memory-$pid.svg
echo "seconds,resident_mb" > "$csv"
begun=$(date +%s)
while now=$(($(date +%s) - begun)) && [ "$now" -le "$seconds" ] && [ -r "/proc/$pid/status" ]; do
    awk -v at="$now" '/^VmRSS:/ { printf "%d,%.1f\n", at, $2 * 1024 / 1e6 }' "/proc/$pid/status" \
        2>/dev/null >> "$csv" || break
    sleep 1
done
awk -F, '
    NR > 1 { n++; x[n] = $1; y[n] = $2; if ($2 > high) high = $2 }
    END {
        if (n < 2) exit
        high *= 1.1
        print "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 730 215\" font-family=\"sans-serif\" font-size=\"11\">"
        for (part = 0; part <= 4; part++) {
            at = 182 - part * 42.5
            printf "<line x1=\"62\" x2=\"702\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#dde3df\"/>", at, at
            printf "<text x=\"56\" y=\"%.1f\" text-anchor=\"end\">%.0f MB</text>", at + 4, high * part / 4
            printf "<text x=\"%.0f\" y=\"202\" text-anchor=\"middle\">%.0f s</text>\n", 62 + part * 160, x[n] * part / 4
        }
        printf "<polyline fill=\"none\" stroke=\"#1f6b4a\" stroke-width=\"2\" points=\""
        for (i = 1; i <= n; i++) printf "%.1f,%.1f ", 62 + 640 * x[i] / x[n], 182 - 170 * y[i] / high
        print "\"/></svg>"
    }' "$csv" > "$svg"
echo "$csv and $svg"
