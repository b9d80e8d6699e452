// What calls a person. docs/alerts.md lists the alerts, and a test holds the two together.

import { labels } from '../types.bicep'

param location string
param tags labels
param suffix string
param insightsId string
param workspaceId string

@description('The system topics whose undelivered events raise an alert.')
param topicIds string[]

@description('Mail addresses that get alerts.')
param emails string[]

@secure()
@description('An address that gets each alert by HTTP POST in the common alert schema; empty: none.')
param webhook string

@description('Gigabytes of telemetry that a day may bring.')
param dailyCapGigabytes int

@description('What the group’s resources may cost a month, in the currency of the subscription; 0: no budget.')
param monthlyBudget int

@description('The first day of the month in which the budget begins.')
param budgetStart string

@description('A weekly time in which alerts call nobody; empty days: none.')
param maintenance maintenanceWindow

@export()
type maintenanceWindow = {
  days: ('Monday' | 'Tuesday' | 'Wednesday' | 'Thursday' | 'Friday' | 'Saturday' | 'Sunday')[]

  @description('Such as 02:00:00.')
  from: string

  @description('Such as 04:00:00.')
  to: string

  @description('As Windows names it, such as W. Europe Standard Time.')
  timeZone: string
}

type queryAlert = {
  name: string

  @description('One sentence for whoever is called.')
  says: string

  severity: 0 | 1 | 2 | 3
  query: string

  @description('How often it is asked, and over what time.')
  every: 'PT5M' | 'PT15M' | 'PT1H'
  over: 'PT15M' | 'PT1H' | 'PT3H' | 'P1D'

  @description('One alert for each value of these columns.')
  by: string[]

  @description('Only rows in which a column has one of these values.')
  only: { column: string, values: string[] }?

  @description('The column that is added up; without it rows are counted.')
  measure: string?
  above: int?
  below: int?

  @description('Times in a row that it must hold.')
  times: 1 | 2 | 3

  @description('The workspace is asked rather than Application Insights.')
  ofWorkspace: bool?
}

// What stands still calls at once, day and night; what is about safety or about Mailflow itself, within minutes; the rest can wait for the morning.
var findings = [
  { severity: 'blocker', sev: 0, every: 'PT5M' }
  { severity: 'security', sev: 1, every: 'PT15M' }
  { severity: 'degraded', sev: 2, every: 'PT15M' }
  { severity: 'per-message', sev: 3, every: 'PT15M' }
]

var findingAlerts queryAlert[] = map(findings, finding => {
  name: 'finding-${finding.severity}'
  says: 'A finding of severity “${finding.severity}” fails. The API’s answer for it has cause and remedy; it ends when mail flows again, or somebody mutes it.'
  severity: finding.sev
  query: loadTextContent('../queries/findings-failing.kql')
  every: finding.every
  // What stands is told each hour, so three hours hold at least two tellings.
  over: 'PT3H'
  by: ['tenant', 'rule', 'server', 'connector', 'finding']
  only: { column: 'severity', values: [finding.severity] }
  above: 0
  times: 1
})

var otherAlerts queryAlert[] = [
  {
    name: 'findings-rate'
    says: 'Many findings of one tenant within an hour: look for the one cause in the middle, such as a firewall or a certificate, before mending each.'
    severity: 1
    query: loadTextContent('../queries/findings-rate.kql')
    every: 'PT15M'
    over: 'PT1H'
    by: ['tenant']
    measure: 'findings'
    above: 20
    times: 1
  }
  {
    name: 'shipper-silent'
    says: 'A server says nothing any more: neither its shipper nor a log has come. Mailflow is blind there.'
    severity: 1
    query: loadTextContent('../queries/shippers-silent.kql')
    every: 'PT5M'
    over: 'PT3H'
    by: ['tenant', 'server']
    above: 0
    times: 1
  }
  {
    name: 'ingest-delayed'
    says: 'Logs of a tenant have waited for more than a quarter of an hour to be read. If it is all tenants, see the event subscriptions and the functions.'
    severity: 1
    query: loadTextContent('../queries/ingest-delayed.kql')
    every: 'PT5M'
    over: 'PT15M'
    by: ['tenant']
    measure: 'seconds'
    above: 900
    times: 2
  }
  {
    name: 'chunks-unread'
    says: 'Chunks of a server lie in quarantine, or contradict each other. “mailflow replay” lists them and says why.'
    severity: 2
    query: loadTextContent('../queries/chunks-unread.kql')
    every: 'PT15M'
    over: 'PT3H'
    by: ['tenant', 'server']
    above: 0
    times: 1
  }
  {
    name: 'notifications-undelivered'
    says: 'A channel has not taken a notification after a day of trying. The API’s deliveries say why; “replay” sends it again.'
    severity: 1
    query: loadTextContent('../queries/notifications-undelivered.kql')
    every: 'PT15M'
    over: 'PT1H'
    by: ['channel']
    above: 0
    times: 1
  }
  {
    name: 'certificate-expiring'
    says: 'A certificate in use nears its end. The API’s certificates say what uses it and what takes over.'
    severity: 2
    query: loadTextContent('../queries/certificates-expiring.kql')
    every: 'PT1H'
    over: 'PT3H'
    by: ['tenant', 'server', 'observation', 'withinDays']
    above: 0
    times: 1
  }
  {
    name: 'observation'
    says: 'A watch sees trouble before any session fails, such as a connector that has fallen silent. The API’s observations say what and why.'
    severity: 2
    query: loadTextContent('../queries/observations-holding.kql')
    every: 'PT15M'
    over: 'PT3H'
    by: ['tenant', 'rule', 'server', 'connector', 'observation']
    only: { column: 'severity', values: ['blocker', 'degraded', 'security'] }
    above: 0
    times: 1
  }
  {
    name: 'functions-failing'
    says: 'A function throws again and again. Its exceptions stand in Application Insights.'
    severity: 1
    query: loadTextContent('../queries/functions-failing.kql')
    every: 'PT5M'
    over: 'PT15M'
    by: ['operation_Name']
    measure: 'failures'
    above: 5
    times: 2
  }
  {
    name: 'functions-away'
    says: 'No timer has run for a quarter of an hour: nothing of Mailflow runs, and no other alert can be trusted.'
    severity: 0
    query: loadTextContent('../queries/functions-away.kql')
    every: 'PT5M'
    over: 'PT15M'
    by: []
    below: 1
    times: 2
  }
  {
    name: 'storage-throttled'
    says: 'Storage says that it is asked too much. docs/limits.md tells how to spread tenants over more accounts.'
    severity: 2
    query: loadTextContent('../queries/storage-throttled.kql')
    every: 'PT5M'
    over: 'PT15M'
    by: ['service']
    measure: 'operations'
    above: 20
    times: 2
  }
  {
    name: 'telemetry-cap'
    says: 'Four fifths of a day’s telemetry are used. At the cap Azure takes no more, and alerts see nothing until the next day.'
    severity: 1
    query: loadTextContent('../queries/telemetry-volume.kql')
    every: 'PT1H'
    over: 'P1D'
    by: []
    measure: 'megabytes'
    above: dailyCapGigabytes * 800
    times: 1
    ofWorkspace: true
  }
]

resource people 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: 'ag-mailflow-${suffix}'
  location: 'global'
  tags: tags
  properties: {
    enabled: true
    groupShortName: 'Mailflow'
    emailReceivers: [for (email, index) in emails: { name: 'mail ${index}', emailAddress: email, useCommonAlertSchema: true }]
    webhookReceivers: empty(webhook) ? [] : [{ name: 'webhook', serviceUri: webhook, useCommonAlertSchema: true }]
  }
}

resource queryAlerts 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for alert in concat(findingAlerts, otherAlerts): {
    name: 'mailflow-${alert.name}-${suffix}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: 'Mailflow: ${alert.name}'
      description: alert.says
      severity: alert.severity
      enabled: true
      scopes: [alert.?ofWorkspace ?? false ? workspaceId : insightsId]
      evaluationFrequency: alert.every
      windowSize: alert.over
      criteria: {
        allOf: [
          union(
            {
              query: alert.query
              timeAggregation: contains(alert, 'measure') ? 'Total' : 'Count'
              operator: contains(alert, 'below') ? 'LessThan' : 'GreaterThan'
              threshold: alert.?below ?? alert.?above ?? 0
              dimensions: concat(
                map(alert.by, column => { name: column, operator: 'Include', values: ['*'] }),
                contains(alert, 'only') ? [{ name: alert.only!.column, operator: 'Include', values: alert.only!.values }] : []
              )
              failingPeriods: { numberOfEvaluationPeriods: alert.times, minFailingPeriodsToAlert: alert.times }
            },
            contains(alert, 'measure') ? { metricMeasureColumn: alert.measure! } : {}
          )
        ]
      }
      // It ends by itself when what was told last says so.
      autoMitigate: true
      // Microsoft’s language service has read the queries in CI; a new workspace has no row yet to check them against.
      skipQueryValidation: true
      actions: { actionGroups: [people.id] }
    }
  }
]

resource deadLetters 'Microsoft.Insights/metricAlerts@2018-03-01' = [
  for (topicId, index) in topicIds: {
    name: 'mailflow-event-dead-letters-${suffix}-${index}'
    location: 'global'
    tags: tags
    properties: {
      description: 'Mailflow: event-dead-letters. Event Grid could not deliver events of new blobs and has put them aside. The functions find the blobs themselves within minutes; see why they did not answer.'
      severity: 2
      enabled: true
      scopes: [topicId]
      evaluationFrequency: 'PT5M'
      windowSize: 'PT15M'
      autoMitigate: true
      criteria: {
        'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
        allOf: [
          {
            criterionType: 'StaticThresholdCriterion'
            name: 'dead letters'
            metricNamespace: 'Microsoft.EventGrid/systemTopics'
            metricName: 'DeadLetteredCount'
            timeAggregation: 'Total'
            operator: 'GreaterThan'
            threshold: 0
          }
        ]
      }
      actions: [{ actionGroupId: people.id }]
    }
  }
]

resource budget 'Microsoft.Consumption/budgets@2024-08-01' = if (monthlyBudget > 0) {
  name: 'mailflow-budget-${suffix}'
  properties: {
    category: 'Cost'
    amount: monthlyBudget
    timeGrain: 'Monthly'
    timePeriod: { startDate: budgetStart }
    notifications: {
      most: {
        enabled: true
        operator: 'GreaterThan'
        threshold: 80
        thresholdType: 'Actual'
        contactEmails: emails
        contactGroups: [people.id]
      }
      foreseeable: {
        enabled: true
        operator: 'GreaterThan'
        threshold: 100
        thresholdType: 'Forecasted'
        contactEmails: emails
        contactGroups: [people.id]
      }
    }
  }
}

// An example to follow for maintenance: alerts fire and are seen in the portal, and call nobody.
resource quietTime 'Microsoft.AlertsManagement/actionRules@2021-08-08' = if (!empty(maintenance.days)) {
  name: 'mailflow-maintenance-${suffix}'
  location: 'global'
  tags: tags
  properties: {
    enabled: true
    description: 'No calls during maintenance.'
    scopes: [resourceGroup().id]
    actions: [{ actionType: 'RemoveAllActionGroups' }]
    schedule: {
      timeZone: maintenance.timeZone
      recurrences: [{ recurrenceType: 'Weekly', daysOfWeek: maintenance.days, startTime: maintenance.from, endTime: maintenance.to }]
    }
  }
}
