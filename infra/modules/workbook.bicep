// The fleet at a glance, for whoever works in the Azure portal.

import { labels } from '../types.bicep'

param location string
param tags labels
param insightsId string

var parameters = {
  type: 9
  name: 'parameters'
  content: {
    version: 'KqlParameterItem/1.0'
    style: 'pills'
    queryType: 0
    resourceType: 'microsoft.insights/components'
    parameters: [
      {
        version: 'KqlParameterItem/1.0'
        name: 'TimeRange'
        label: 'Time'
        type: 4
        isRequired: true
        value: { durationMs: 86400000 }
        typeSettings: {
          selectableValues: [{ durationMs: 14400000 }, { durationMs: 86400000 }, { durationMs: 604800000 }]
          allowCustom: true
        }
      }
      { version: 'KqlParameterItem/1.0', name: 'Tenant', label: 'Tenant (* for all)', type: 1, isRequired: true, value: '*' }
    ]
  }
}

var sections = [
  {
    heading: 'Fleet'
    charts: [{ title: 'Tenants, the worst first', query: loadTextContent('../queries/workbook/fleet.kql'), as: 'table' }]
  }
  {
    heading: 'Findings'
    charts: [
      { title: 'Findings by rule', query: loadTextContent('../queries/workbook/findings-by-rule.kql'), as: 'table' }
      { title: 'What has happened', query: loadTextContent('../queries/workbook/changes.kql'), as: 'table' }
      { title: 'Sessions by outcome', query: loadTextContent('../queries/workbook/sessions-by-outcome.kql'), as: 'areachart' }
    ]
  }
  {
    heading: 'Ingestion'
    charts: [
      { title: 'Seconds from grant to receipt', query: loadTextContent('../queries/workbook/ingest-delay.kql'), as: 'timechart' }
      { title: 'Records a second', query: loadTextContent('../queries/workbook/records-per-second.kql'), as: 'timechart' }
      { title: 'What waits', query: loadTextContent('../queries/workbook/waiting.kql'), as: 'timechart' }
    ]
  }
  {
    heading: 'Cost'
    charts: [
      {
        title: 'Storage operations for each MiB of log'
        query: loadTextContent('../queries/workbook/operations-per-mebibyte.kql')
        as: 'timechart'
      }
      { title: 'Megabytes of telemetry, by kind', query: loadTextContent('../queries/workbook/telemetry-by-kind.kql'), as: 'barchart' }
      { title: 'Raw log by tenant', query: loadTextContent('../queries/workbook/logs-by-tenant.kql'), as: 'table' }
    ]
  }
]

var introduction = {
  type: 1
  name: 'introduction'
  content: { json: '# Mailflow\nWhat fails is told again each hour: in the first hour after a deployment this page may be empty.' }
}

var items = flatten(map(
  sections,
  section =>
    concat(
      [{ type: 1, name: section.heading, content: { json: '## ${section.heading}' } }],
      map(section.charts, chart => {
        type: 3
        name: chart.title
        content: {
          version: 'KqlItem/1.0'
          title: chart.title
          query: chart.query
          size: 0
          queryType: 0
          resourceType: 'microsoft.insights/components'
          timeContextFromParameter: 'TimeRange'
          visualization: chart.as
        }
      })
    )
))

resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  name: guid(resourceGroup().id, 'mailflow')
  location: location
  tags: tags
  kind: 'shared'
  properties: {
    displayName: 'Mailflow'
    category: 'workbook'
    sourceId: insightsId
    version: 'Notebook/1.0'
    serializedData: string({
      version: 'Notebook/1.0'
      fallbackResourceIds: [insightsId]
      items: concat([introduction, parameters], items)
    })
  }
}
