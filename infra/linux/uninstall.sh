#!/bin/sh
# Removes the shipper's service and program. Settings, token and state stay, so that it goes on where it was when it is installed again;
# --purge removes them and the account too.
set -eu

[ "$(id -u)" = 0 ] || { echo 'uninstall.sh: run it as root' >&2; exit 1; }

systemctl disable --now mailflow-shipper 2>/dev/null || true
rm -f /etc/systemd/system/mailflow-shipper.service
systemctl daemon-reload
rm -rf /opt/mailflow

if [ "${1:-}" = --purge ]; then
  rm -rf /etc/mailflow /var/lib/mailflow
  userdel mailflow 2>/dev/null || true
fi
