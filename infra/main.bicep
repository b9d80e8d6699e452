// Mailflow in a subscription: `azd up` deploys it, docs/operations.md tells how to live with it.
// It ends where the functions’ code begins: events.bicep connects the two once the code is there.

targetScope = 'subscription'

metadata name = 'Mailflow'
metadata description = 'Finds out why hybrid Exchange mail does not flow: storage, functions, telemetry, alerts.'

import { maintenanceWindow } from 'modules/alerts.bicep'
import { labels } from 'types.bicep'
import { metricsPublisher } from 'roles.bicep'

@description('Name of this installation, such as “production”: it is part of the resources’ names.')
@minLength(1)
@maxLength(24)
param environmentName string

@description('Region of all resources. Choose one near the Exchange servers, in which Flex Consumption exists: az functionapp list-flexconsumption-locations.')
@metadata({ azd: { type: 'location' } })
param location string

@description('Labels for all resources, beside those that azd sets.')
param tags labels = {}

@description('Node.js of the functions. 22 is supported until April 2027.')
@allowed(['22', '24'])
param nodeVersion string = '22'

@description('Megabytes of each instance. 512 is enough for some ten tenants and costs a quarter.')
@allowed([512, 2048, 4096])
param instanceMegabytes int = 2048

@description('Instances at most: a bound for costs and for what storage is asked for.')
@minValue(1)
@maxValue(1000)
param maximumInstances int = 40

@description('Instances that wait for requests at any time. 0 saves money, and an hour’s first request waits for a start.')
@minValue(0)
@maxValue(20)
param readyInstances int = 0

@description('Copies of the data: LRS in one data centre, ZRS in three, GRS and GZRS also in another region.')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GRS', 'Standard_GZRS'])
param redundancy string = 'Standard_ZRS'

@description('Which slots of the tenants each pair of storage accounts has: one text for each pair, such as “0-127”; an empty one is made ready and has no tenants yet. One pair is enough for thousands of servers; docs/limits.md tells when to add one.')
@minLength(1)
@maxLength(9)
param shards string[] = ['0-255']

@description('Days that raw logs are kept. Within them Mailflow can read all of them again.')
@minValue(7)
@maxValue(3650)
param rawLogDays int = 90

@description('Days after which raw logs go to the cool tier; 0: never, which is cheaper for chunks of usual size (docs/costs.md).')
@minValue(0)
@maxValue(3650)
param rawLogCoolDays int = 0

@description('Days that exports of Exchange’s settings are kept.')
@minValue(7)
@maxValue(3650)
param inventoryDays int = 400

@description('For so many days a deleted blob can be had back.')
@minValue(1)
@maxValue(365)
param restorableDays int = 7

@description('Days that telemetry is kept. 90 are free of charge for what Application Insights stores.')
@allowed([30, 60, 90, 120, 180, 270, 365, 550, 730])
param telemetryDays int = 90

@description('Gigabytes of telemetry that a day may bring. An alert comes when most of it is used.')
@minValue(1)
@maxValue(1000)
param telemetryGigabytesPerDay int = 5

@description('Mail addresses that get alerts.')
param alertEmails string[] = []

@description('An address that gets each alert by HTTP POST in the common alert schema, such as that of a workflow for Teams or a ticket system.')
@secure()
param alertWebhook string = ''

@description('A weekly time in which alerts call nobody.')
param maintenance maintenanceWindow = { days: [], from: '02:00:00', to: '04:00:00', timeZone: 'UTC' }

@description('What Mailflow may cost a month, in the currency of the subscription; alerts come at 80 % and when it will not do. 0: no budget.')
@minValue(0)
param monthlyBudget int = 0

@description('The first day of the month in which the budget begins.')
param budgetStart string = utcNow('yyyy-MM-01')

@description('Give storage private addresses, and close the results to all other networks.')
param privateNetwork bool = false

@description('Address range (CIDR) of the private network, a /24 or larger.')
param networkRange string = '10.60.0.0/24'

@description('Public address ranges (CIDR) from which shippers may upload; none: from everywhere. Needs the private network, since the functions have no fixed address otherwise.')
param uploadRanges string[] = []

@description('Keep storage from being deleted. To take Mailflow down, deploy with false first.')
param locked bool = true

@description('Of the first administrator’s token: what “mailflow token bootstrap” prints for the settings. Empty: nobody can make tokens yet.')
@secure()
param adminTokenHash string = ''

@description('Client id of Mailflow’s app registration in Microsoft Entra ID, or its api://… address; several with commas. Empty: nobody signs in with Entra ID. docs/access.md.')
param entraAudience string = ''

@description('The directory whose people and apps may sign in; empty: that of the subscription.')
param entraTenantId string = ''

@description('Client id of the app registration with which the dashboard signs people in (platform: single-page application, redirect URI: the address of the dashboard). Empty: with query tokens alone.')
param entraClientId string = ''

@description('Tenants by the object id of a group, as JSON such as {"8f6c…":["contoso"],"1c2d…":"*"}, where groups say who may see whom.')
param entraGroups string = '{}'

@description('Ranges of private addresses to which webhooks may be sent, told apart by commas, such as 10.1.2.0/24; empty for none.')
param webhookRanges string = ''

@description('Where people find the dashboard, for links in notifications; empty for the app’s own host name.')
param publicUrl string = ''

var suffix = toLower(uniqueString(subscription().id, environmentName, location))
var allTags = union(tags, { 'azd-env-name': environmentName })

var uploadAccounts = [for shard in range(0, length(shards)): 'mfuploads${suffix}${shard}']
var resultAccounts = [for shard in range(0, length(shards)): 'mfresults${suffix}${shard}']
var home = resultAccounts[0]
var storageSuffix = environment().suffixes.storage

// Of this cloud: sovereign ones have their own.
var entraAuthority = 'https://${replace(replace(environment().authentication.loginEndpoint, 'https://', ''), '/', '')}'

var packageContainer = 'packages'
var deadLetterContainer = 'dead-letters'

// The tables of lib/store/tables.ts; a test holds the two together.
var homeTables = [
  'Tenants'
  'Tokens'
  'Audit'
  'OpenRediagnoses'
  'OpenSessions'
  'OpenGrants'
  'Fleet'
  'Notifications'
  'Changes'
  'Outbox'
  'Deliveries'
  'Upkeep'
]
var tenantTables = [
  'LogFiles'
  'Chunks'
  'Quarantine'
  'Rediagnoses'
  'Fragments'
  'Sessions'
  'SessionIndex'
  'Findings'
  'Activity'
  'Inventory'
  'Observations'
  'Servers'
]

resource group 'Microsoft.Resources/resourceGroups@2025-04-01' = {
  name: 'rg-mailflow-${environmentName}'
  location: location
  tags: allTags
}

module identities 'modules/identities.bicep' = {
  scope: group
  params: { location: location, tags: allTags, suffix: suffix }
}

module monitoring 'modules/monitoring.bicep' = {
  scope: group
  params: {
    location: location
    tags: allTags
    suffix: suffix
    retentionDays: telemetryDays
    dailyCapGigabytes: telemetryGigabytesPerDay
    senders: [{ role: metricsPublisher, principalId: identities.outputs.appPrincipalId }]
  }
}

module network 'modules/network.bicep' = if (privateNetwork) {
  scope: group
  params: { location: location, tags: allTags, suffix: suffix, addressRange: networkRange }
}

module uploads 'modules/uploads.bicep' = [
  for shard in range(0, length(shards)): {
    scope: group
    params: {
      name: uploadAccounts[shard]
      location: location
      tags: allTags
      redundancy: redundancy
      workspaceId: monitoring.outputs.workspaceId
      locked: locked
      restorableDays: restorableDays
      sourceRanges: uploadRanges
      subnetId: network.?outputs.appSubnetId ?? ''
      rawLogDays: rawLogDays
      rawLogCoolDays: rawLogCoolDays
      inventoryDays: inventoryDays
      appPrincipalId: identities.outputs.appPrincipalId
      eventsIdentityId: identities.outputs.eventsId
    }
  }
]

module results 'modules/results.bicep' = [
  for shard in range(0, length(shards)): {
    scope: group
    params: {
      name: resultAccounts[shard]
      location: location
      tags: allTags
      redundancy: redundancy
      workspaceId: monitoring.outputs.workspaceId
      locked: locked
      restorableDays: restorableDays
      isPrivate: privateNetwork
      isHome: shard == 0
      tables: shard == 0 ? concat(homeTables, tenantTables) : tenantTables
      appPrincipalId: identities.outputs.appPrincipalId
      eventsPrincipalId: identities.outputs.eventsPrincipalId
      packageContainer: packageContainer
      deadLetterContainer: deadLetterContainer
    }
  }
]

var privateServices = flatten(map(range(0, length(shards)), shard => [
  { account: uploadAccounts[shard], service: 'blob' }
  { account: uploadAccounts[shard], service: 'queue' }
  { account: resultAccounts[shard], service: 'blob' }
  { account: resultAccounts[shard], service: 'queue' }
  { account: resultAccounts[shard], service: 'table' }
]))

module privateEndpoints 'modules/private-endpoint.bicep' = [
  for item in (privateNetwork ? privateServices : []): {
    scope: group
    params: {
      location: location
      tags: allTags
      accountName: item.account
      service: item.service
      subnetId: network.?outputs.endpointSubnetId ?? ''
    }
    dependsOn: [uploads, results]
  }
]

// A connection’s settings, as the Functions host and Mailflow both read them: `Uploads`, and for further shards `Uploads1` …
var connections = reduce(
  map(range(0, length(shards)), shard => {
    'Uploads${shard == 0 ? '' : shard}__blobServiceUri': 'https://${uploadAccounts[shard]}.blob.${storageSuffix}'
    'Uploads${shard == 0 ? '' : shard}__queueServiceUri': 'https://${uploadAccounts[shard]}.queue.${storageSuffix}'
    'Uploads${shard == 0 ? '' : shard}__credential': 'managedidentity'
    'Uploads${shard == 0 ? '' : shard}__clientId': identities.outputs.appClientId
    'Results${shard == 0 ? '' : shard}__tableServiceUri': 'https://${resultAccounts[shard]}.table.${storageSuffix}'
    'Results${shard == 0 ? '' : shard}__clientId': identities.outputs.appClientId
  }),
  {},
  (all, one) => union(all, one)
)

module app 'modules/function-app.bicep' = {
  scope: group
  params: {
    name: 'func-mailflow-${suffix}'
    location: location
    tags: allTags
    nodeVersion: nodeVersion
    instanceMegabytes: instanceMegabytes
    maximumInstances: maximumInstances
    readyInstances: readyInstances
    identityId: identities.outputs.appId
    packageUri: 'https://${home}.blob.${storageSuffix}/${packageContainer}'
    subnetId: network.?outputs.appSubnetId ?? ''
    settings: union(connections, {
      AzureWebJobsStorage__blobServiceUri: 'https://${home}.blob.${storageSuffix}'
      AzureWebJobsStorage__queueServiceUri: 'https://${home}.queue.${storageSuffix}'
      AzureWebJobsStorage__tableServiceUri: 'https://${home}.table.${storageSuffix}'
      AzureWebJobsStorage__credential: 'managedidentity'
      AzureWebJobsStorage__clientId: identities.outputs.appClientId
      APPLICATIONINSIGHTS_CONNECTION_STRING: monitoring.outputs.insightsConnectionString
      APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identities.outputs.appClientId};Authorization=AAD'
      MAILFLOW_SHARDS: string(shards)
      MAILFLOW_ADMIN_TOKEN_HASH: adminTokenHash
      MAILFLOW_ENTRA_AUDIENCE: entraAudience
      MAILFLOW_ENTRA_TENANT_ID: empty(entraAudience) ? '' : empty(entraTenantId) ? subscription().tenantId : entraTenantId
      MAILFLOW_ENTRA_AUTHORITY: entraAuthority
      MAILFLOW_ENTRA_CLIENT_ID: entraClientId
      MAILFLOW_ENTRA_GROUPS: entraGroups
      MAILFLOW_WEBHOOK_RANGES: webhookRanges
      MAILFLOW_URL: publicUrl
    })
  }
  dependsOn: [uploads, results, privateEndpoints]
}

module alerts 'modules/alerts.bicep' = {
  scope: group
  params: {
    location: location
    tags: allTags
    suffix: suffix
    insightsId: monitoring.outputs.insightsId
    workspaceId: monitoring.outputs.workspaceId
    topicIds: [for shard in range(0, length(shards)): uploads[shard].outputs.topicId]
    emails: alertEmails
    webhook: alertWebhook
    dailyCapGigabytes: telemetryGigabytesPerDay
    monthlyBudget: monthlyBudget
    budgetStart: budgetStart
    maintenance: maintenance
  }
}

module workbook 'modules/workbook.bicep' = {
  scope: group
  params: { location: location, tags: allTags, insightsId: monitoring.outputs.insightsId }
}

output AZURE_LOCATION string = location
output AZURE_RESOURCE_GROUP string = group.name

@description('Where Mailflow answers.')
output MAILFLOW_API string = 'https://${app.outputs.hostName}'

@description('The function app.')
output MAILFLOW_APP string = app.outputs.name

@description('Accounts of the uploads, whose events events.bicep sends on.')
output MAILFLOW_UPLOAD_ACCOUNTS string[] = uploadAccounts

@description('Accounts of the results, in the same order.')
output MAILFLOW_RESULT_ACCOUNTS string[] = resultAccounts

@description('The account of what there is one of; here it takes events that could not be delivered.')
output MAILFLOW_HOME_ACCOUNT string = home

@description('Event Grid’s identity.')
output MAILFLOW_EVENTS_IDENTITY string = identities.outputs.eventsName
