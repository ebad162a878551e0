#!/bin/sh
# Installs the program as a service of this machine: build as yourself, install as root.
#
#   cargo build --release && sudo scripts/install.sh
#
# The clinic's data go to /var/lib/nutrivault, its configuration to /etc/nutrivault/Rocket.toml.
# Run again after an update: data and configuration stay as they are.
set -eu
cd "$(dirname "$0")/.."

program=target/release/nutrivault
[ -x "$program" ] || { echo "Build it first: cargo build --release" >&2; exit 1; }
[ "$(id -u)" = 0 ] || { echo "This needs root: sudo scripts/install.sh" >&2; exit 1; }

id nutrivault >/dev/null 2>&1 ||
    useradd --system --home-dir /var/lib/nutrivault --shell /usr/sbin/nologin nutrivault
install -d -m 0755 /etc/nutrivault
[ -e /etc/nutrivault/Rocket.toml ] || install -m 0644 Rocket.toml /etc/nutrivault/Rocket.toml
install -m 0644 scripts/nutrivault.service /etc/systemd/system/nutrivault.service
systemctl daemon-reload
systemctl stop nutrivault 2>/dev/null || true
install -m 0755 "$program" /usr/local/bin/nutrivault
systemctl enable --now nutrivault

cat <<'END'
NutriVault is running. A new clinic is set up behind the link that it has printed:
  journalctl -u nutrivault | grep /setup/
Or add the first administrator here:
  cd /etc/nutrivault && sudo -u nutrivault NUTRIVAULT_DATA=/var/lib/nutrivault \
      nutrivault user add --username NAME --email ADDRESS --role ADMIN --first-name FIRST --last-name LAST
END
