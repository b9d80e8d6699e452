#!/bin/sh
# Removes the shipper's service and program. Settings, token and state stay, so that it goes on where it was when it is installed again;
# --purge removes them and the account too. Take the server's token back as well: mailflow token revoke.
set -eu

# As for install.sh.
root=${ROOT:-}
[ -n "$root" ] || [ "$(id -u)" = 0 ] || { echo 'uninstall.sh: run it as root' >&2; exit 1; }

[ -n "$root" ] || systemctl disable --now mailflow-shipper 2>/dev/null || true
rm -f "$root/etc/systemd/system/mailflow-shipper.service"
[ -n "$root" ] || systemctl daemon-reload
rm -rf "$root/opt/mailflow"

if [ "${1:-}" = --purge ]; then
  rm -rf "$root/etc/mailflow" "$root/var/lib/mailflow"
  [ -n "$root" ] || userdel mailflow 2>/dev/null || true
fi
