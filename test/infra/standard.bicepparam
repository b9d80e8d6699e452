// Mailflow as `azd up` deploys it, with nothing but the two answers that azd asks for.
using '../../infra/main.bicep'

param environmentName = 'production'
param location = 'westeurope'
param budgetStart = '2026-12-01'
