#!/bin/sh
# Installs the program as a service of this machine: build as yourself, install as root.
#
#   cargo build --release && sudo scripts/install.sh
#
# The clinic's data go to /var/lib/nutrivault, its configuration to /etc/nutrivault/Rocket.toml.
# Run again after an update: data and configuration stay as they are, and so does the unit, with
# what you have changed in it: what this version asks of systemd goes into a drop-in beside it. The
# program that was there before is kept; the last line says how to go back to it.
set -eu
cd "$(dirname "$0")/.."

# Another root than / is for trying this out.
root=${DESTDIR:-}
program=${PROGRAM:-target/release/nutrivault}
unit=$root/etc/systemd/system/nutrivault.service
installed=$root/usr/local/bin/nutrivault
[ -x "$program" ] || { echo "Build it first: cargo build --release" >&2; exit 1; }
[ "$(id -u)" = 0 ] || { echo "This needs root: sudo scripts/install.sh" >&2; exit 1; }
for tool in systemctl install useradd; do
    command -v $tool >/dev/null 2>&1 || { echo "$tool is missing: this machine is not run by systemd." >&2; exit 1; }
done
"$program" --version >/dev/null || { echo "$program does not run on this machine." >&2; exit 1; }

id nutrivault >/dev/null 2>&1 ||
    useradd --system --home-dir /var/lib/nutrivault --shell /usr/sbin/nologin nutrivault
install -d -m 0755 "$root/etc/nutrivault" "$root/etc/systemd/system" "$root/usr/local/bin"
[ -e "$root/etc/nutrivault/Rocket.toml" ] || install -m 0644 Rocket.toml "$root/etc/nutrivault/Rocket.toml"

if [ ! -e "$unit" ]; then
    install -m 0644 scripts/nutrivault.service "$unit"
elif ! cmp -s scripts/nutrivault.service "$unit"; then
    # `systemctl edit nutrivault` writes override.conf, which comes after this one and wins.
    install -d -m 0755 "$unit.d"
    { echo "# Written by install.sh: what this version asks of systemd."
      echo "[Unit]"
      grep -E '^StartLimit(IntervalSec|Burst)=' scripts/nutrivault.service
      echo "[Service]"
      # Lists of what is allowed add up.
      grep -E '^(Type|NotifyAccess|WatchdogSec|TimeoutStartSec|MemoryMax|MemoryHigh|MemorySwapMax|OOMPolicy|RestrictAddressFamilies)=' scripts/nutrivault.service
    } >"$unit.d/10-nutrivault.conf"
    echo "$unit is another one than this version's and stays as it is; see $unit.d/10-nutrivault.conf."
fi
systemctl daemon-reload

before=
if [ -e "$installed" ]; then
    before=$installed.previous
    cmp -s "$program" "$installed" || install -m 0755 "$installed" "$before"
    [ -e "$before" ] || before=
fi
# Beside and renamed: a program that runs cannot be written over.
install -m 0755 "$program" "$installed.new"
mv "$installed.new" "$installed"

back() {
    [ -n "$before" ] || return 0
    echo "Back to the program that was there before: sudo install -m 0755 $before $installed && sudo systemctl restart nutrivault"
    echo "Was the database brought to a newer schema meanwhile (journalctl -u nutrivault says so)? Then stop the service before the restart, and go back to the copy that was made first:"
    echo "  sudo NUTRIVAULT_DATA=/var/lib/nutrivault nutrivault restore /var/lib/nutrivault/backups/before-migration-…"
}

# With Type=notify this waits until the server says that it is ready.
systemctl enable nutrivault
if ! systemctl restart nutrivault; then
    echo "The server did not start. Why: journalctl -u nutrivault -n 30" >&2
    back >&2
    exit 1
fi
is_told() { [ "$(systemctl show -p Type --value nutrivault 2>/dev/null)" = notify ]; }
tries=0
# An edited unit may not wait for the server's word; then the server is asked.
until systemctl is-active --quiet nutrivault && { is_told ||
    (cd "$root/etc/nutrivault" && NUTRIVAULT_DATA=/var/lib/nutrivault "$installed" healthcheck >/dev/null 2>&1); }; do
    tries=$((tries + 1))
    if [ $tries -ge "${PATIENCE:-60}" ]; then
        echo "The server runs, and is not ready after $tries seconds. Why: journalctl -u nutrivault -n 30" >&2
        back >&2
        exit 1
    fi
    sleep 1
done

cat <<'END'
NutriVault is running and ready. A new clinic is set up behind the link that it has printed:
  journalctl -u nutrivault | grep /setup/
Or add the first administrator here:
  cd /etc/nutrivault && sudo -u nutrivault NUTRIVAULT_DATA=/var/lib/nutrivault \
      nutrivault user add --username NAME --email ADDRESS --role ADMIN --first-name FIRST --last-name LAST
END
back
