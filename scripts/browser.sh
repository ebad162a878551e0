#!/bin/sh
# The pages in a real Chromium: every page in both languages, light and dark, wide and narrow, by
# axe-core's rules; a working day by mouse, by keyboard and without script; nothing typed lost,
# nothing stored run. Chromium and Node.js come from the distribution if they are missing, the
# libraries of the tests from the npm registry by the lock file.
#
#   scripts/browser.sh                 the tests
#   SCREENSHOTS=folder scripts/browser.sh   and a picture of every page
#   scripts/browser.sh --speed         the pages against the API, 5,000 patients
#   scripts/browser.sh --pictures      the pictures of the README anew
set -eu
cd "$(dirname "$0")/.."

install() {
    as_root=
    [ "$(id -u)" = 0 ] || as_root=sudo
    $as_root apt-get update -q
    $as_root apt-get install -q -y --no-install-recommends "$@"
}
chromium=
for name in chromium chromium-browser google-chrome; do
    if command -v "$name" >/dev/null 2>&1; then chromium=$(command -v "$name"); break; fi
done
if [ -z "$chromium" ]; then
    install chromium fonts-dejavu-core
    chromium=$(command -v chromium)
fi
command -v npm >/dev/null 2>&1 || install nodejs npm
# What is printed is read back.
command -v pdftotext >/dev/null 2>&1 || install poppler-utils
# A phone in a network of its own, which trusts the server's certificate.
command -v ip >/dev/null 2>&1 || install iproute2
command -v certutil >/dev/null 2>&1 || install libnss3-tools

# The program that clinics run: most of a test's time is waiting for its pages.
cargo build --release
PROGRAM=$(cd "${CARGO_TARGET_DIR:-target}/release" && pwd)/nutrivault
PICTURES=$PWD/.screenshots
CHROMIUM=$chromium
export PROGRAM PICTURES CHROMIUM
cd tests/browser
npm ci --silent --no-audit --no-fund
case "${1:-}" in
    --speed) exec node speed.mjs ;;
    --pictures) exec node pictures.mjs ;;
    *) exec node --test --test-concurrency=2 . ;;
esac
