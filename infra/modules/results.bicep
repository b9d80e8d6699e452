// What Mailflow found, and what the Functions host remembers. Nobody but the function app needs this account.

import { labels } from '../types.bicep'
import { blobDataContributor, blobDataOwner, queueDataContributor, tableDataContributor } from '../roles.bicep'

param name string
param location string
param tags labels
param redundancy string
param workspaceId string
param locked bool
param restorableDays int

@description('No public address: the function app comes through private endpoints.')
param isPrivate bool

@description('It also holds what there is one of: the host’s state, the package, and events that could not be delivered.')
param isHome bool

@description('Names of the tables.')
param tables string[]

@description('The function app’s identity.')
param appPrincipalId string

@description('Event Grid’s identity, with which it puts events aside.')
param eventsPrincipalId string

@description('The container from which the function app takes its package.')
param packageContainer string

@description('The container of events that could not be delivered.')
param deadLetterContainer string

module account 'storage-account.bicep' = {
  name: '${name}-account'
  params: {
    name: name
    location: location
    tags: tags
    redundancy: redundancy
    reachableBy: isPrivate ? 'nobody' : 'everybody'
    tables: tables
    containers: isHome ? [packageContainer, deadLetterContainer] : []
    tableAccess: map(tables, table => { to: table, role: tableDataContributor, principalId: appPrincipalId })
    containerAccess: isHome ? [{ to: deadLetterContainer, role: blobDataContributor, principalId: eventsPrincipalId }] : []
    // The host names its containers and queues itself, so these two can’t be narrower.
    // https://learn.microsoft.com/azure/azure-functions/functions-reference#connecting-to-host-storage-with-an-identity
    accountAccess: isHome
      ? [
          { role: blobDataOwner, principalId: appPrincipalId }
          { role: queueDataContributor, principalId: appPrincipalId }
        ]
      : []
    restorableDays: restorableDays
    workspaceId: workspaceId
    locked: locked
  }
}

output id string = account.outputs.id
