// Sends the events of new blobs to the functions that read them. Deployed after the functions’ code, since the key of the host’s webhook exists only
// then; the key goes from Azure to Azure and passes no shell.

@description('The function app.')
param functionApp string

@description('Accounts of the uploads.')
param uploadAccounts string[]

@description('The account that takes events which could not be delivered.')
param deadLetterAccount string

@description('Event Grid’s identity, with which it writes there.')
param eventsIdentity string

// Which function reads which container. For a name that no function has the host answers as if all were well, and the event is lost: then the canary
// stays silent. The functions of the first account have the plain names; lib/store/shards.ts numbers those of the others.
var readers = flatten(map(range(0, length(uploadAccounts)), shard => [
  { account: uploadAccounts[shard], container: 'protocol-logs', name: 'ingest-log${shard == 0 ? '' : shard}' }
  { account: uploadAccounts[shard], container: 'inventory', name: 'ingest-inventory${shard == 0 ? '' : shard}' }
]))

resource app 'Microsoft.Web/sites@2025-03-01' existing = {
  name: functionApp
}

resource events 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: eventsIdentity
}

resource deadLetters 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: deadLetterAccount
}

module subscriptions 'modules/event-subscription.bicep' = [
  for reader in readers: {
    params: {
      topic: 'evgt-${reader.account}'
      container: reader.container
      reader: reader.name
      webhook: 'https://${app.properties.defaultHostName}/runtime/webhooks/blobs?functionName=Host.Functions.${reader.name}&code=${listKeys('${app.id}/host/default', app.apiVersion).systemKeys.blobs_extension}'
      eventsIdentityId: events.id
      deadLetterAccountId: deadLetters.id
    }
  }
]
