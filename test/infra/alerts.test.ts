import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { SEVERITIES } from '../../lib/diagnosis/rule.js';
import { EVENTS, METRICS } from '../../lib/telemetry/contract.js';
import { Deployment } from './deployment.js';
import { checkQuery } from './kusto.js';

const deployment = new Deployment('test/infra/hardened');
const page = readFileSync('docs/alerts.md', 'utf8');

const criterionSchema = z.object({
  query: z.string(),
  timeAggregation: z.enum(['Count', 'Total']),
  metricMeasureColumn: z.string().optional(),
  dimensions: z.array(z.object({ name: z.string(), operator: z.literal('Include'), values: z.array(z.string()) })).max(6),
});

const alertSchema = z.object({
  description: z.string(),
  severity: z.number(),
  evaluationFrequency: z.string(),
  windowSize: z.string(),
  autoMitigate: z.literal(true),
  criteria: z.object({ allOf: z.tuple([criterionSchema]) }),
  actions: z.object({ actionGroups: z.array(z.string()).length(1) }),
});

const queryAlerts = deployment.all('Microsoft.Insights/scheduledQueryRules').map(({ name, properties }) => {
  const { criteria, ...alert } = alertSchema.parse(properties);
  return { name: plain(name), ...alert, ...criteria.allOf[0] };
});

/** Without what makes a name unique in the group. */
function plain(name: string): string {
  return name.replace(/^mailflow-/, '').replace(/-\w{13}(?:-\d)?$/, '');
}

type Row = readonly [name: string, cells: readonly string[]];

/** The cells of the page's tables, by their first one: what stands there in backticks. */
function documented(columns: number): ReadonlyMap<string, readonly string[]> {
  const rows = page.split('\n').filter((line) => line.startsWith('| `'));
  const cells = rows.map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
  return new Map(cells.filter(({ length }) => length === columns).map(([name = '', ...rest]) => [name.slice(1, -1), rest]));
}

describe('the alerts', () => {
  it('are those that docs/alerts.md names, with the severities that it says', () => {
    const deadLetters = deployment.all('Microsoft.Insights/metricAlerts');
    const deployed = new Map<string, string>([
      ...queryAlerts.map(({ name, severity }) => [name, String(severity)] as const),
      ...deadLetters.map(({ name, properties }) => [plain(name), String(properties.severity)] as const),
      ...deployment.all('Microsoft.Consumption/budgets').map(({ name }) => [plain(name), ''] as const),
    ]);
    expect(new Map([...documented(5)].map(([name, [severity = '']]) => [name, severity]))).toEqual(deployed);
    expect(deadLetters).toHaveLength(deployment.all('Microsoft.EventGrid/systemTopics').length);
  });

  it('cover each severity of a finding but what is only worth knowing', () => {
    const covered = queryAlerts.flatMap(({ name, dimensions }) =>
      name.startsWith('finding-') ? (dimensions.find((by) => by.name === 'severity')?.values ?? []) : [],
    );
    expect(covered.sort()).toEqual(SEVERITIES.filter((severity) => severity !== 'info').toSorted());
  });

  it.each(queryAlerts)(
    '$name splits by columns that its query has, and looks at rows with a time',
    ({ query, dimensions, metricMeasureColumn, timeAggregation }) => {
      const { columns } = checkQuery(query);
      for (const { name } of dimensions) expect(columns).toContain(name);
      expect(columns.some((name) => name === 'timestamp' || name === 'TimeGenerated')).toBe(true);
      expect(timeAggregation).toBe(metricMeasureColumn === undefined ? 'Count' : 'Total');
      if (metricMeasureColumn !== undefined) expect(columns).toContain(metricMeasureColumn);
    },
  );

  it('are one for each tenant wherever a tenant is concerned', () => {
    const about = queryAlerts.filter(({ query }) => checkQuery(query).columns.includes('tenant'));
    expect(about).toHaveLength(10);
    for (const { name, dimensions } of about)
      expect([name, dimensions[0]]).toEqual([name, { name: 'tenant', operator: 'Include', values: ['*'] }]);
  });

  it('look back for three hours where what stands is told each hour, so that they end when it is mended and not before', () => {
    const standing = queryAlerts.filter(({ query }) => /summarize arg_max\(timestamp/.test(query));
    expect(standing.map(({ windowSize }) => windowSize)).toEqual(standing.map(() => 'PT3H'));
    expect(standing).toHaveLength(8);
  });

  it('call people by mail and by webhook, in the common schema, and nobody during maintenance', () => {
    expect(deployment.one('Microsoft.Insights/actionGroups').properties).toMatchObject({
      emailReceivers: [{ emailAddress: 'mail-team@msp.example', useCommonAlertSchema: true }],
      // Its address is a secret, so it stands as an expression.
      webhookReceivers: expect.stringContaining("'serviceUri', parameters('webhook'), 'useCommonAlertSchema', true()"),
    });
    expect(deployment.one('Microsoft.AlertsManagement/actionRules').properties).toMatchObject({
      actions: [{ actionType: 'RemoveAllActionGroups' }],
      schedule: { recurrences: [{ recurrenceType: 'Weekly', daysOfWeek: ['Sunday'] }] },
    });
  });
});

describe('docs/alerts.md', () => {
  it('names all that Mailflow tells, with its dimensions', () => {
    const events = Object.entries(EVENTS).map(([name, { dimensions, told }]): Row => [name, [dimensions.join(', '), told]]);
    const metrics = Object.entries(METRICS).map(([name, { dimensions, told, unit }]): Row => [name, [unit, dimensions.join(', '), told]]);
    expect(new Map([...documented(3), ...documented(4)])).toEqual(new Map([...events, ...metrics]));
  });
});
