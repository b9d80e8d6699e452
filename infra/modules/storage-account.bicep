import { access, labels } from '../types.bicep'

// A storage account as Mailflow has them all: no shared keys, no anonymous blobs, TLS 1.2 and newer, and what is deleted can be had back.

@description('Globally unique name of the account.')
@minLength(3)
@maxLength(24)
param name string

param location string
param tags labels

@description('How often, and where, Azure copies the data.')
param redundancy string

@description('Who may reach the account over its public address: everybody who is authorized, the networks named below, or nobody.')
@allowed(['everybody', 'networks', 'nobody'])
param reachableBy string

@description('Public address ranges (CIDR) that may reach the account; for reachableBy networks.')
param sourceRanges string[] = []

@description('Subnets that may reach the account through a service endpoint; for reachableBy networks.')
param subnetRules resourceInput<'Microsoft.Storage/storageAccounts@2025-06-01'>.properties.networkAcls.virtualNetworkRules = []

@description('Names of the blob containers.')
param containers string[] = []

@description('Names of the tables.')
param tables string[] = []

@description('Names of the queues.')
param queues string[] = []

@description('Who may do what with which container.')
param containerAccess access[] = []

@description('Who may do what with which table.')
param tableAccess access[] = []

@description('Who may do what with which queue.')
param queueAccess access[] = []

@description('Who may do what with the whole account: only what Azure knows no narrower place for.')
param accountAccess access[] = []

@description('For so many days a deleted blob or container can be had back.')
@minValue(1)
@maxValue(365)
param restorableDays int

@description('What happens to blobs of an age.')
param lifecycleRules resourceInput<'Microsoft.Storage/storageAccounts/managementPolicies@2025-06-01'>.properties.policy.rules = []

@description('Where it is noted who deleted what.')
param workspaceId string

@description('Keep the account from being deleted.')
param locked bool

resource account 'Microsoft.Storage/storageAccounts@2025-06-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: redundancy }
  properties: {
    accessTier: 'Hot'
    allowBlobPublicAccess: false
    allowSharedKeyAccess: false
    allowCrossTenantReplication: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    isLocalUserEnabled: false
    isSftpEnabled: false
    publicNetworkAccess: reachableBy == 'nobody' ? 'Disabled' : 'Enabled'
    networkAcls: {
      // Event Grid brings events that could not be delivered into a container; it is one of these services.
      bypass: 'AzureServices'
      defaultAction: reachableBy == 'everybody' ? 'Allow' : 'Deny'
      ipRules: [for range in sourceRanges: { value: range, action: 'Allow' }]
      virtualNetworkRules: subnetRules
    }
    sasPolicy: {
      // Grants live for a quarter of an hour; whatever lives longer is none of Mailflow's.
      sasExpirationPeriod: '00.01:00:00'
      expirationAction: 'Block'
    }
    encryption: {
      requireInfrastructureEncryption: true
      keySource: 'Microsoft.Storage'
      services: {
        blob: { enabled: true, keyType: 'Account' }
        table: { enabled: true, keyType: 'Account' }
        queue: { enabled: true, keyType: 'Account' }
      }
    }
  }
}

resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2025-06-01' = {
  parent: account
  name: 'default'
  properties: {
    deleteRetentionPolicy: { enabled: true, days: restorableDays, allowPermanentDelete: false }
    containerDeleteRetentionPolicy: { enabled: true, days: restorableDays }
  }
}

resource blobContainers 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-06-01' = [
  for container in containers: {
    parent: blobs
    name: container
    properties: { publicAccess: 'None' }
  }
]

resource tableService 'Microsoft.Storage/storageAccounts/tableServices@2025-06-01' = {
  parent: account
  name: 'default'
}

resource accountTables 'Microsoft.Storage/storageAccounts/tableServices/tables@2025-06-01' = [
  for table in tables: {
    parent: tableService
    name: table
  }
]

resource queueService 'Microsoft.Storage/storageAccounts/queueServices@2025-06-01' = {
  parent: account
  name: 'default'
}

resource accountQueues 'Microsoft.Storage/storageAccounts/queueServices/queues@2025-06-01' = [
  for queue in queues: {
    parent: queueService
    name: queue
  }
]

// Roles are given on the single container, table or queue. What lies beside it stays shut.
resource givenContainers 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-06-01' existing = [
  for item in containerAccess: {
    parent: blobs
    name: item.to!
  }
]

resource containerRoles 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (item, index) in containerAccess: {
    scope: givenContainers[index]
    name: guid(givenContainers[index].id, item.principalId, item.role)
    properties: {
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', item.role)
      principalId: item.principalId
      principalType: 'ServicePrincipal'
    }
    dependsOn: [blobContainers]
  }
]

resource givenTables 'Microsoft.Storage/storageAccounts/tableServices/tables@2025-06-01' existing = [
  for item in tableAccess: {
    parent: tableService
    name: item.to!
  }
]

resource tableRoles 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (item, index) in tableAccess: {
    scope: givenTables[index]
    name: guid(givenTables[index].id, item.principalId, item.role)
    properties: {
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', item.role)
      principalId: item.principalId
      principalType: 'ServicePrincipal'
    }
    dependsOn: [accountTables]
  }
]

resource givenQueues 'Microsoft.Storage/storageAccounts/queueServices/queues@2025-06-01' existing = [
  for item in queueAccess: {
    parent: queueService
    name: item.to!
  }
]

resource queueRoles 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (item, index) in queueAccess: {
    scope: givenQueues[index]
    name: guid(givenQueues[index].id, item.principalId, item.role)
    properties: {
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', item.role)
      principalId: item.principalId
      principalType: 'ServicePrincipal'
    }
    dependsOn: [accountQueues]
  }
]

resource accountRoles 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for item in accountAccess: {
    scope: account
    name: guid(account.id, item.principalId, item.role)
    properties: {
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', item.role)
      principalId: item.principalId
      principalType: 'ServicePrincipal'
    }
  }
]

resource lifecycle 'Microsoft.Storage/storageAccounts/managementPolicies@2025-06-01' = if (!empty(lifecycleRules)) {
  parent: account
  name: 'default'
  properties: { policy: { rules: lifecycleRules } }
}

resource deletions 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: blobs
  name: 'deletions'
  properties: {
    workspaceId: workspaceId
    // Reads and writes are too many to be worth their price: Mailflow counts its own.
    logs: [{ category: 'StorageDelete', enabled: true }]
  }
}

resource lock 'Microsoft.Authorization/locks@2020-05-01' = if (locked) {
  scope: account
  name: 'keep'
  properties: {
    level: 'CanNotDelete'
    notes: 'Holds customers’ logs and what was found in them. docs/operations.md says how to take Mailflow down.'
  }
}

output id string = account.id
