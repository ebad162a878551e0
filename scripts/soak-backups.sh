#!/bin/sh
# What backups promise, by numbers: backups in a row under load and each restored, kills at random
# instants of a restore, changed bytes of a backup, and the times of a large clinic's backup. The
# tests run the same in short; this is the long form, with the released program (about ten minutes).
#
#   scripts/soak-backups.sh            200 backups, 50 kills, 1,000 bytes, a clinic of 200 MB
#   BACKUP_ROUNDS=20 RESTORE_KILLS=10 FLIPPED_PAGES=100 LARGE_VISITS=20000 scripts/soak-backups.sh
#
# sqlite3, the shell, is what the time of a check is held against.
set -eu
cd "$(dirname "$0")/.."
command -v sqlite3 >/dev/null 2>&1 || { echo "sqlite3 is missing: install it first." >&2; exit 1; }
BACKUP_ROUNDS=${BACKUP_ROUNDS:-200}
RESTORE_KILLS=${RESTORE_KILLS:-50}
FLIPPED_PAGES=${FLIPPED_PAGES:-1000}
LARGE_VISITS=${LARGE_VISITS:-120000}
export BACKUP_ROUNDS RESTORE_KILLS FLIPPED_PAGES LARGE_VISITS
command -v cargo >/dev/null 2>&1 || { echo "cargo is missing: install it first." >&2; exit 1; }
said=$(mktemp)
trap 'rm -f "$said"' EXIT
{ cargo test ${PROFILE_FLAG---release} --test command_line -- --include-ignored --nocapture \
    --test-threads 1 proof:: 2>&1 || echo "FAILED"; } | tee "$said"
# A name that fits no test would pass too.
grep -q '^test result: ok\. [1-9]' "$said" && ! grep -q '^FAILED$' "$said"
