// Mailflow with all that can be shut, people who are called, and tenants spread over two pairs of accounts.
using '../../infra/main.bicep'

param environmentName = 'hardened'
param location = 'westeurope'
param privateNetwork = true
param uploadRanges = ['198.51.100.0/24']
param shards = ['0-127', '128-255']
param rawLogCoolDays = 30
param readyInstances = 1
param adminTokenHash = 'a-hash-from-which-nobody-gets-the-token'
param entraAudience = '00000000-0000-0000-0000-0000000000e1'
param entraGroups = '{"00000000-0000-0000-0000-0000000000e2":["contoso"]}'
param alertEmails = ['mail-team@msp.example']
param alertWebhook = 'https://flow.example/alerts?sig=secret'
param monthlyBudget = 500
param budgetStart = '2026-12-01'
param maintenance = { days: ['Sunday'], from: '02:00:00', to: '04:00:00', timeZone: 'W. Europe Standard Time' }
