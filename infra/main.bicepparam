// What azd asks and knows, and what “azd env set NAME value” says. docs/operations.md lists the names with what they do.

using 'main.bicep'

param environmentName = readEnvironmentVariable('AZURE_ENV_NAME')
param location = readEnvironmentVariable('AZURE_LOCATION')
param tags = json(readEnvironmentVariable('MAILFLOW_TAGS', '{}'))
// “none” takes the first administrator's token away.
param adminTokenHash = replace(readEnvironmentVariable('MAILFLOW_ADMIN_TOKEN_HASH', ''), 'none', '')
param entraAudience = readEnvironmentVariable('MAILFLOW_ENTRA_AUDIENCE', '')
param entraTenantId = readEnvironmentVariable('MAILFLOW_ENTRA_TENANT_ID', '')
param entraClientId = readEnvironmentVariable('MAILFLOW_ENTRA_CLIENT_ID', '')
param entraGroups = readEnvironmentVariable('MAILFLOW_ENTRA_GROUPS', '{}')
param webhookRanges = readEnvironmentVariable('MAILFLOW_WEBHOOK_RANGES', '')
param publicUrl = readEnvironmentVariable('MAILFLOW_URL', '')

param nodeVersion = readEnvironmentVariable('MAILFLOW_NODE_VERSION', '22')
param instanceMegabytes = json(readEnvironmentVariable('MAILFLOW_INSTANCE_MEGABYTES', '2048'))
param maximumInstances = int(readEnvironmentVariable('MAILFLOW_MAXIMUM_INSTANCES', '40'))
param readyInstances = int(readEnvironmentVariable('MAILFLOW_READY_INSTANCES', '0'))

param shards = json(readEnvironmentVariable('MAILFLOW_SHARDS', '["0-255"]'))
param redundancy = readEnvironmentVariable('MAILFLOW_REDUNDANCY', 'Standard_ZRS')
param rawLogDays = int(readEnvironmentVariable('MAILFLOW_RAW_LOG_DAYS', '90'))
param rawLogCoolDays = int(readEnvironmentVariable('MAILFLOW_RAW_LOG_COOL_DAYS', '0'))
param inventoryDays = int(readEnvironmentVariable('MAILFLOW_INVENTORY_DAYS', '400'))
param restorableDays = int(readEnvironmentVariable('MAILFLOW_RESTORABLE_DAYS', '7'))
param locked = bool(readEnvironmentVariable('MAILFLOW_LOCKED', 'true'))

param privateNetwork = bool(readEnvironmentVariable('MAILFLOW_PRIVATE_NETWORK', 'false'))
param networkRange = readEnvironmentVariable('MAILFLOW_NETWORK_RANGE', '10.60.0.0/24')
param uploadRanges = json(readEnvironmentVariable('MAILFLOW_UPLOAD_RANGES', '[]'))

param telemetryDays = json(readEnvironmentVariable('MAILFLOW_TELEMETRY_DAYS', '90'))
param telemetryGigabytesPerDay = int(readEnvironmentVariable('MAILFLOW_TELEMETRY_GIGABYTES_PER_DAY', '5'))
param alertEmails = json(readEnvironmentVariable('MAILFLOW_ALERT_EMAILS', '[]'))
param alertWebhook = readEnvironmentVariable('MAILFLOW_ALERT_WEBHOOK', '')
param maintenance = json(readEnvironmentVariable('MAILFLOW_MAINTENANCE', '{"days":[],"from":"02:00:00","to":"04:00:00","timeZone":"UTC"}'))
param monthlyBudget = int(readEnvironmentVariable('MAILFLOW_MONTHLY_BUDGET', '0'))
