#!/bin/sh
# Installs the shipper as a systemd service. Run again, it brings a new version and leaves settings, token and state as they are.
#
#   sudo ./install.sh --api https://mailflow.example [--logs FOLDER]
#
# The token of this server is asked for, or taken from the variable MAILFLOW_TOKEN; it never stands on a command line.
# --logs names the folder of the protocol logs; the service's account, mailflow, must be able to read it.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
# ROOT is for packages and tests: everything goes below it, and no account and no service is made.
root=${ROOT:-}

api=''
logs=''
while [ $# -gt 0 ]; do
  case $1 in
    --api) api=${2:?--api needs an address}; shift 2 ;;
    --logs) logs=${2:?--logs needs a folder}; shift 2 ;;
    *) echo "install.sh: what is $1? See the head of this file." >&2; exit 2 ;;
  esac
done

say() { printf '%s\n' "$*"; }
fail() { printf 'install.sh: %s\n' "$*" >&2; exit 1; }

[ -n "$root" ] || [ "$(id -u)" = 0 ] || fail 'run it as root'
(cd "$here" && sha256sum --check --quiet SHA256SUMS) || fail 'these files are not the ones that were released'

config=$root/etc/mailflow/shipper.yaml
token=$root/etc/mailflow/token
[ -e "$config" ] || [ -n "$api" ] || fail 'where does Mailflow answer? Give --api https://…'

if [ -z "$root" ] && ! id mailflow >/dev/null 2>&1; then
  useradd --system --home-dir /var/lib/mailflow --no-create-home --shell /usr/sbin/nologin mailflow
fi
own() { [ -n "$root" ] || chown "$@"; }

install -d -m 0755 "$root/opt/mailflow" "$root/etc/systemd/system"
install -d -m 0750 "$root/etc/mailflow"
own root:mailflow "$root/etc/mailflow"
install -m 0755 "$here/mailflow" "$root/opt/mailflow/mailflow"
install -m 0644 "$here/mailflow-shipper.service" "$root/etc/systemd/system/mailflow-shipper.service"

if [ ! -e "$config" ]; then
  {
    say "api: $api"
    say 'stateFile: /var/lib/mailflow/state.json'
    [ -z "$logs" ] || printf "folders: [ '%s' ]\n" "$(printf '%s' "$logs" | sed "s/'/''/g")"
  } >"$config"
  chmod 0640 "$config"
  own root:mailflow "$config"
fi

if [ ! -e "$token" ]; then
  if [ -z "${MAILFLOW_TOKEN:-}" ]; then
    [ -t 0 ] || fail 'there is no token: put it into the variable MAILFLOW_TOKEN'
    printf 'Token of this server: '
    stty -echo
    read -r MAILFLOW_TOKEN
    stty echo
    say ''
  fi
  (umask 077 && printf '%s\n' "$MAILFLOW_TOKEN" >"$token")
  own mailflow:mailflow "$token"
fi

[ -z "$root" ] || exit 0
systemctl daemon-reload
systemctl enable --quiet mailflow-shipper
systemctl restart mailflow-shipper
say 'The shipper runs. What it says: journalctl -u mailflow-shipper'
say 'How it stands: sudo -u mailflow /opt/mailflow/mailflow ship --config /etc/mailflow/shipper.yaml --status'
