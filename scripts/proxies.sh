#!/usr/bin/env bash
# The README's lines for nginx and Caddy, with the real programs before a real server: the login by
# the host that the browser asked for, https told, forms of other sites refused; and with the lines
# left out, a refusal that says which. Both proxies and openssl come from the distribution if they
# are missing; without them the test fails.
#
#   scripts/proxies.sh [PROGRAM]         target/debug/nutrivault, built first
set -euo pipefail
cd "$(dirname "$0")/.."
program=${1:-}
if [ -z "$program" ]; then
    cargo build -q
    program=${CARGO_TARGET_DIR:-target}/debug/nutrivault
fi
program=$(realpath "$program")
missing=()
for tool in nginx caddy openssl curl; do command -v "$tool" >/dev/null 2>&1 || missing+=("$tool"); done
if [ ${#missing[@]} -gt 0 ]; then
    as_root=
    [ "$(id -u)" = 0 ] || as_root=sudo
    $as_root apt-get update -q
    $as_root apt-get install -q -y --no-install-recommends "${missing[@]/nginx/nginx-light}"
fi

folder=$(mktemp -d)
started=()
finish() {
    for id in "${started[@]}"; do kill "$id" 2>/dev/null || true; done
    wait 2>/dev/null || true
    rm -rf "$folder"
}
trap finish EXIT
fail() { echo "FAILED: $1" >&2; exit 1; }
free_port() {
    local port=$((20000 + RANDOM % 20000))
    while (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do port=$((port + 1)); done
    echo "$port"
}
until_open() { # PORT WHO
    for _ in $(seq 100); do
        (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null && return
        sleep 0.1
    done
    fail "$2 does not listen: $(tail -n 5 "$folder"/*.log)"
}

# The server, which believes its own machine.
server=$(free_port)
(cd "$folder" && exec env -i PATH="$PATH" NUTRIVAULT_DATA="$folder/data" NUTRIVAULT_PORT="$server" \
    NUTRIVAULT_TRUSTED_PROXIES=127.0.0.0/8 NUTRIVAULT_AUTH__BCRYPT_COST=4 \
    "$program" serve --demo >"$folder/server.log" 2>&1) &
started+=($!)
until_open "$server" NutriVault
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=clinic.example \
    -addext subjectAltName=DNS:clinic.example -keyout "$folder/clinic.key" -out "$folder/clinic.pem" 2>/dev/null
block() { awk -v fence="\`\`\`$1" '$0 == fence { inside = 1; next } /^```/ { inside = 0 } inside' README.md; }

begin_nginx() { # PORT LINES
    local home="$folder/nginx-$1"
    mkdir "$home"
    { echo "daemon off; pid $home/pid; error_log $home.log; events {} http { access_log off;"
      for kind in client_body proxy fastcgi uwsgi scgi; do echo "${kind}_temp_path $home/$kind;"; done
      printf '%s\n}\n' "$2" | sed "s/listen 443/listen 127.0.0.1:$1/; s/:3001/:$server/; s,/etc/ssl/,$folder/,"
    } >"$home/conf"
    nginx -c "$home/conf" -e "$home.log" &
    started+=($!)
    until_open "$1" nginx
}
begin_caddy() { # PORT LINES
    { printf '{\n admin off\n auto_https disable_redirects\n}\n'
      printf '%s\n' "$2" | sed "s,^clinic.example {,clinic.example:$1 {\n tls $folder/clinic.pem $folder/clinic.key,; s/:3001/:$server/"
    } >"$folder/Caddyfile"
    HOME=$folder XDG_DATA_HOME=$folder XDG_CONFIG_HOME=$folder \
        caddy run --config "$folder/Caddyfile" --adapter caddyfile >"$folder/caddy.log" 2>&1 &
    started+=($!)
    until_open "$1" Caddy
}

ask() { # PORT PATH CURL-OPTIONS: status, headers and body
    local port=$1 path=$2
    shift 2
    curl -sS -i --max-time 20 --cacert "$folder/clinic.pem" --resolve "clinic.example:$port:127.0.0.1" \
        "https://clinic.example:$port$path" "$@"
}
log_in() { # PORT ORIGIN
    ask "$1" /login -H "Origin: $2" -H 'Accept: text/html' \
        --data-urlencode username=admin --data-urlencode password=NutriVault-demo-1
}
holds() { grep -qi "$2" <<<"$1" || fail "$3: $1"; }

check() { # WHO PORT
    local origin="https://clinic.example:$2" answer
    answer=$(log_in "$2" "$origin")
    holds "$answer" '^HTTP/[0-9.]* 303' "$1: the login by the proxy's name"
    holds "$answer" 'set-cookie: .*nutrivault_session=.*secure' "$1: the cookie is Secure"
    holds "$(log_in "$2" https://evil.example)" '^HTTP/[0-9.]* 403' "$1: a form of another site"
    holds "$(ask "$2" /metrics)" '^HTTP/[0-9.]* 401' "$1: the metrics through a proxy"
    holds "$(ask "$2" / -H 'Accept: text/html')" '^HTTP/[0-9.]* 200' "$1: the start page"
    echo "ok       $1: logged in by its name, https told, foreign forms refused"
}

port=$(free_port); begin_nginx "$port" "$(block nginx)"; check nginx "$port"
bare=$(free_port); begin_nginx "$bare" "$(block nginx | grep -v proxy_set_header)"
answer=$(log_in "$bare" "https://clinic.example:$bare")
holds "$answer" '^HTTP/[0-9.]* 403' "nginx without its lines"
for word in X-Forwarded-Host X-Forwarded-Proto; do holds "$answer" "$word" "the refusal names $word"; done
echo "ok       nginx without its lines: the refusal names them"
port=$(free_port); begin_caddy "$port" "$(block caddy)"; check Caddy "$port"
echo "Both proxies pass what NutriVault needs."
