// Who acts: the function app, and Event Grid where it puts events aside that could not be delivered.

import { labels } from '../types.bicep'

param location string
param tags labels
param suffix string

resource app 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: 'id-mailflow-${suffix}'
  location: location
  tags: tags
}

resource events 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: 'id-mailflow-events-${suffix}'
  location: location
  tags: tags
}

output appId string = app.id
output appClientId string = app.properties.clientId
output appPrincipalId string = app.properties.principalId
output eventsName string = events.name
output eventsId string = events.id
output eventsPrincipalId string = events.properties.principalId
