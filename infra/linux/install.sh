#!/bin/sh
# Installs the shipper as a systemd service. Run again, it brings a new version and leaves settings and state as they are, and the token unless a code
# is given.
#
#   sudo ./install.sh --url https://mailflow.example --code contoso.7K3M-9QX2-RT5V
#
# The code enrols this server: it is good once, for 15 minutes, and whoever operates Mailflow makes it (mailflow tenant enroll). Without --code it is asked for.
#
#   --server NAME    the name of this server in Mailflow; by default that of the machine
#   --logs FOLDER    the folder of the protocol logs; the service's account, mailflow, must be able to read it
#   --proxy URL      a proxy that knows CONNECT, such as http://proxy.contoso.com:8080
set -eu

here=$(cd "$(dirname "$0")" && pwd)
# ROOT is for packages and tests: everything goes below it, and no account and no service is made.
root=${ROOT:-}

url='' code='' server='' logs='' proxy=''
while [ $# -gt 0 ]; do
  case $1 in
    --url) url=${2:?--url needs an address}; shift 2 ;;
    --code) code=${2:?--code needs a code}; shift 2 ;;
    --server) server=${2:?--server needs a name}; shift 2 ;;
    --logs) logs=${2:?--logs needs a folder}; shift 2 ;;
    --proxy) proxy=${2:?--proxy needs an address}; shift 2 ;;
    *) echo "install.sh: what is $1? See the head of this file." >&2; exit 2 ;;
  esac
done

say() { printf '%s\n' "$*"; }
fail() { printf 'install.sh: %s\n' "$*" >&2; exit 1; }
own() { [ -n "$root" ] || chown "$@"; }
# One text for YAML: in single quotes a backslash is a backslash.
yaml() { printf "'%s'" "$(printf '%s' "$1" | sed "s/'/''/g")"; }

[ -n "$root" ] || [ "$(id -u)" = 0 ] || fail 'run it as root'
(cd "$here" && sha256sum --check --quiet SHA256SUMS) || fail 'these files are not the ones that were released'

program=$root/opt/mailflow/mailflow
config=$root/etc/mailflow/shipper.yaml
token=$root/var/lib/mailflow/token
[ -e "$config" ] || [ -n "$url" ] || fail 'where does Mailflow answer? Give --url https://…'

if [ -z "$root" ] && ! id mailflow >/dev/null 2>&1; then
  useradd --system --home-dir /var/lib/mailflow --no-create-home --shell /usr/sbin/nologin mailflow
fi
install -d -m 0755 "$root/opt/mailflow" "$root/etc/systemd/system"
install -d -m 0750 "$root/etc/mailflow"
install -d -m 0700 "$root/var/lib/mailflow"
own root:mailflow "$root/etc/mailflow"
own mailflow:mailflow "$root/var/lib/mailflow"
install -m 0755 "$here/mailflow" "$program"
install -m 0644 "$here/mailflow-shipper.service" "$root/etc/systemd/system/mailflow-shipper.service"

# Settings are kept once they have enrolled the server: after a slip in the address one just runs it again.
settings=$config
if [ ! -e "$config" ]; then
  settings=$config.new
  {
    say "api: $(yaml "$url")"
    # The shipper may write below /var/lib/mailflow alone.
    say 'stateFile: /var/lib/mailflow/state.json'
    say 'tokenFile: /var/lib/mailflow/token'
    say 'exportsFolder: /var/lib/mailflow/exports'
    [ -z "$logs" ] || say "folders: [ $(yaml "$logs") ]"
    [ -z "$proxy" ] || say "proxy: $(yaml "$proxy")"
  } >"$settings"
  chmod 0640 "$settings"
  own root:mailflow "$settings"
fi

if [ ! -e "$token" ] || [ -n "$code" ]; then
  if [ -z "$code" ]; then
    [ -t 0 ] || fail 'this server is not enrolled: give --code'
    printf 'Enrolment code: '
    read -r code
  fi
  "$program" enroll --config "$settings" --code "$code" --token-file "$token" ${server:+--server "$server"} || fail 'nothing runs yet; run it again'
  own mailflow:mailflow "$token"
fi
[ "$settings" = "$config" ] || mv "$settings" "$config"

[ -z "$root" ] || exit 0
systemctl daemon-reload
systemctl enable --quiet mailflow-shipper
systemctl restart mailflow-shipper
say 'The shipper runs. What it says: journalctl -u mailflow-shipper'
say 'How it stands: sudo -u mailflow /opt/mailflow/mailflow ship --config /etc/mailflow/shipper.yaml --status'
