// What shippers upload: raw chunks and exports. Customers’ servers reach this account; a grant opens one blob in it, once, for minutes.

import { labels } from '../types.bicep'
import { blobDataContributor, blobDelegator, queueDataContributor } from '../roles.bicep'

param name string
param location string
param tags labels
param redundancy string
param workspaceId string
param locked bool
param restorableDays int

@description('Public address ranges from which shippers may upload; none: from everywhere.')
param sourceRanges string[]

@description('The function app’s subnet, if it has one.')
param subnetId string

@description('Days after which a raw chunk is deleted.')
param rawLogDays int

@description('Days after which a raw chunk goes to the cool tier; 0: never.')
param rawLogCoolDays int

@description('Days after which an export of the inventory is deleted.')
param inventoryDays int

@description('The function app’s identity.')
param appPrincipalId string

@description('Event Grid’s identity, with which it puts events aside.')
param eventsIdentityId string

var containers = ['protocol-logs', 'inventory']

// The Functions host puts messages aside, in the account of the blob, when it could not process a blob as often as host.json allows.
var poisonQueue = 'webjobs-blobtrigger-poison'

module account 'storage-account.bicep' = {
  name: '${name}-account'
  params: {
    name: name
    location: location
    tags: tags
    redundancy: redundancy
    reachableBy: empty(sourceRanges) ? 'everybody' : 'networks'
    sourceRanges: sourceRanges
    subnetRules: empty(sourceRanges) || empty(subnetId) ? [] : [{ id: subnetId, action: 'Allow' }]
    containers: containers
    queues: [poisonQueue]
    // To create a blob with a grant, whoever signed the grant must be allowed to; to delete a tenant, its blobs go too.
    containerAccess: map(containers, container => {
      to: container
      role: blobDataContributor
      principalId: appPrincipalId
    })
    queueAccess: [{ to: poisonQueue, role: queueDataContributor, principalId: appPrincipalId }]
    // The key that signs grants is the account’s: Azure knows no narrower scope for this role.
    accountAccess: [{ role: blobDelegator, principalId: appPrincipalId }]
    restorableDays: restorableDays
    lifecycleRules: [
      {
        name: 'raw-logs'
        type: 'Lifecycle'
        enabled: true
        definition: {
          filters: { blobTypes: ['blockBlob'], prefixMatch: ['protocol-logs/'] }
          actions: {
            baseBlob: union(
              { delete: { daysAfterCreationGreaterThan: rawLogDays } },
              rawLogCoolDays == 0 ? {} : { tierToCool: { daysAfterCreationGreaterThan: rawLogCoolDays } }
            )
          }
        }
      }
      {
        name: 'inventory'
        type: 'Lifecycle'
        enabled: true
        definition: {
          filters: { blobTypes: ['blockBlob'], prefixMatch: ['inventory/'] }
          actions: { baseBlob: { delete: { daysAfterCreationGreaterThan: inventoryDays } } }
        }
      }
    ]
    workspaceId: workspaceId
    locked: locked
  }
}

resource topic 'Microsoft.EventGrid/systemTopics@2025-02-15' = {
  name: 'evgt-${name}'
  location: location
  tags: tags
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${eventsIdentityId}': {} } }
  properties: { source: account.outputs.id, topicType: 'Microsoft.Storage.StorageAccounts' }
}

resource failedDeliveries 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: topic
  name: 'failed-deliveries'
  properties: { workspaceId: workspaceId, logs: [{ category: 'DeliveryFailures', enabled: true }] }
}

output topicId string = topic.id
