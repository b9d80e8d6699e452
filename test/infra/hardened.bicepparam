// Mailflow with all that can be shut, and with tenants spread over two pairs of accounts.
using '../../infra/main.bicep'

param environmentName = 'hardened'
param location = 'westeurope'
param privateNetwork = true
param uploadRanges = ['198.51.100.0/24']
param shards = 2
param rawLogCoolDays = 30
param readyInstances = 1
param operatorId = '00000000-0000-0000-0000-00000000000a'
