// Where telemetry goes: one workspace, with Application Insights in front of it. Nobody gets in without an identity.

import { access, labels } from '../types.bicep'

param location string
param tags labels
param suffix string

@description('Days that telemetry is kept.')
param retentionDays int

@description('Gigabytes of telemetry that a day may bring; then Azure stops taking it until the next day.')
param dailyCapGigabytes int

@description('Who may send telemetry.')
param senders access[]

resource workspace 'Microsoft.OperationalInsights/workspaces@2025-07-01' = {
  name: 'log-mailflow-${suffix}'
  location: location
  tags: tags
  properties: {
    sku: { name: 'PerGB2018' }
    retentionInDays: retentionDays
    workspaceCapping: { dailyQuotaGb: dailyCapGigabytes }
    features: { disableLocalAuth: true, enableLogAccessUsingOnlyResourcePermissions: true }
  }
}

resource insights 'Microsoft.Insights/components@2020-02-02' = {
  name: 'appi-mailflow-${suffix}'
  location: location
  tags: tags
  kind: 'web'
  properties: {
    Application_Type: 'web'
    WorkspaceResourceId: workspace.id
    DisableLocalAuth: true
    IngestionMode: 'LogAnalytics'
    RetentionInDays: retentionDays
  }
}

// With keys, anybody who knows the connection string could send telemetry, and raise or hide alerts.
resource senderRoles 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for sender in senders: {
    scope: insights
    name: guid(insights.id, sender.principalId, sender.role)
    properties: {
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', sender.role)
      principalId: sender.principalId
      principalType: 'ServicePrincipal'
    }
  }
]

output workspaceId string = workspace.id
output insightsId string = insights.id
output insightsConnectionString string = insights.properties.ConnectionString
