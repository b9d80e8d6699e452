// Events of an installation with two pairs of accounts.
using '../../infra/events.bicep'

param functionApp = 'func-mailflow'
param uploadAccounts = ['uploads0', 'uploads1']
param deadLetterAccount = 'results0'
param eventsIdentity = 'id-mailflow-events'
