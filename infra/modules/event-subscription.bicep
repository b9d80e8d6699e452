// The new blobs of one container, to the function that reads them.

param topic string
param container string

@description('The name under which the subscription is found: that of the function.')
param reader string

@secure()
@description('The host’s webhook for blobs: the function’s name and the key are part of the address.')
param webhook string

@description('Event Grid’s identity, with which it puts events aside.')
param eventsIdentityId string

@description('The account that takes them.')
param deadLetterAccountId string

resource systemTopic 'Microsoft.EventGrid/systemTopics@2025-02-15' existing = {
  name: topic
}

resource subscription 'Microsoft.EventGrid/systemTopics/eventSubscriptions@2025-02-15' = {
  parent: systemTopic
  name: reader
  properties: {
    eventDeliverySchema: 'EventGridSchema'
    filter: {
      includedEventTypes: ['Microsoft.Storage.BlobCreated']
      subjectBeginsWith: '/blobServices/default/containers/${container}/blobs/'
      // One upload can raise several events; these two mean that the blob is whole.
      // https://learn.microsoft.com/azure/event-grid/event-schema-blob-storage#microsoftstorageblobcreated-event
      advancedFilters: [{ operatorType: 'StringIn', key: 'data.api', values: ['PutBlob', 'PutBlockList'] }]
      enableAdvancedFilteringOnArrays: true
    }
    destination: {
      endpointType: 'WebHook'
      properties: {
        endpointUrl: webhook
        maxEventsPerBatch: 1
        minimumTlsVersionAllowed: '1.2'
      }
    }
    // A day: find-lost-uploads finds what was lost long before, and an event that comes late does no harm.
    retryPolicy: { maxDeliveryAttempts: 30, eventTimeToLiveInMinutes: 1440 }
    deadLetterWithResourceIdentity: {
      identity: { type: 'UserAssigned', userAssignedIdentity: eventsIdentityId }
      deadLetterDestination: {
        endpointType: 'StorageBlob'
        properties: { resourceId: deadLetterAccountId, blobContainerName: 'dead-letters' }
      }
    }
  }
}
