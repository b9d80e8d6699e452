// Built-in roles that Mailflow hands out, by their ids.
// https://learn.microsoft.com/azure/role-based-access-control/built-in-roles

@export()
var blobDataContributor = 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'

@export()
@description('What the Functions host asks for on its own storage: it takes leases and sets metadata.')
var blobDataOwner = 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'

@export()
@description('May sign grants (user delegation SAS), and nothing else.')
var blobDelegator = 'db58b8e5-c6ad-4a2a-8342-4190687cbf4a'

@export()
var queueDataContributor = '974c5e8b-45b9-4653-ba55-5f855dd0fb88'

@export()
var tableDataContributor = '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'

@export()
@description('May send telemetry.')
var metricsPublisher = '3913510d-42f4-4e42-8a64-420c390055eb'
