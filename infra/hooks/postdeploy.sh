#!/bin/sh
# After each deployment of the code: sends the events of new blobs to the functions. What it needs comes from azd’s environment.
set -eu

: "${AZURE_RESOURCE_GROUP:?is not set: run this by “azd hooks run postdeploy”, or after “azd env get-values” in your shell}"
command -v az >/dev/null || { echo 'The Azure CLI is missing: https://aka.ms/install-azure-cli. Then run “azd hooks run postdeploy”.' >&2; exit 1; }

has_webhook_key() {
  [ "$(az functionapp keys list --resource-group "$AZURE_RESOURCE_GROUP" --name "$MAILFLOW_APP" \
    --query 'systemKeys.blobs_extension != null' --output tsv 2>/dev/null)" = true ]
}

# The host makes the key of its webhook when it starts with the functions for the first time.
tries=0
until has_webhook_key; do
  tries=$((tries + 1))
  [ "$tries" -lt 60 ] || { echo "The functions of $MAILFLOW_APP do not start. Look at its log stream, then run “azd hooks run postdeploy”." >&2; exit 1; }
  sleep "${MAILFLOW_HOOK_PAUSE:-10}"
done

echo 'Sending the events of new blobs to the functions …'
az deployment group create --only-show-errors --output none --resource-group "$AZURE_RESOURCE_GROUP" --name mailflow-events \
  --template-file infra/events.json \
  --parameters functionApp="$MAILFLOW_APP" uploadAccounts="$MAILFLOW_UPLOAD_ACCOUNTS" \
  deadLetterAccount="$MAILFLOW_HOME_ACCOUNT" eventsIdentity="$MAILFLOW_EVENTS_IDENTITY"
