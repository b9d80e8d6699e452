# After each deployment of the code: sends the events of new blobs to the functions. What it needs comes from azd's environment.
$ErrorActionPreference = 'Stop'

if (-not $env:AZURE_RESOURCE_GROUP) { throw 'AZURE_RESOURCE_GROUP is not set: run this by "azd hooks run postdeploy".' }
if (-not (Get-Command az -ErrorAction SilentlyContinue)) {
  throw 'The Azure CLI is missing: https://aka.ms/install-azure-cli. Then run "azd hooks run postdeploy".'
}

function Test-WebhookKey {
  $found = az functionapp keys list --resource-group $env:AZURE_RESOURCE_GROUP --name $env:MAILFLOW_APP `
    --query 'systemKeys.blobs_extension != null' --output tsv 2>$null
  return $found -eq 'true'
}

# The host makes the key of its webhook when it starts with the functions for the first time.
$tries = 0
while (-not (Test-WebhookKey)) {
  $tries++
  if ($tries -ge 60) { throw "The functions of $env:MAILFLOW_APP do not start. Look at its log stream, then run `"azd hooks run postdeploy`"." }
  Start-Sleep -Seconds 10
}

Write-Output 'Sending the events of new blobs to the functions ...'
# A file: PowerShell's quoting of a list would not survive the way to az.
$parameters = New-TemporaryFile
@{
  functionApp       = @{ value = $env:MAILFLOW_APP }
  uploadAccounts    = @{ value = @($env:MAILFLOW_UPLOAD_ACCOUNTS | ConvertFrom-Json) }
  deadLetterAccount = @{ value = $env:MAILFLOW_HOME_ACCOUNT }
  eventsIdentity    = @{ value = $env:MAILFLOW_EVENTS_IDENTITY }
} | ConvertTo-Json -Depth 4 | Set-Content -Path $parameters
az deployment group create --only-show-errors --output none --resource-group $env:AZURE_RESOURCE_GROUP --name mailflow-events `
  --template-file infra/events.json --parameters "@$parameters"
if ($LASTEXITCODE -ne 0) { throw 'The events of new blobs could not be sent to the functions.' }
