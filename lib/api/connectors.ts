import { z } from 'zod';
import { durationsOf, spanStart, tlsVersionsOf, totalsOf } from '../diagnosis/activity-series.js';
import { FINDING_STATES, stateOf } from '../diagnosis/finding-state.js';
import { directionOfStream } from '../log/log-file.js';
import { worstFindings } from '../store/finding-list.js';
import type { ListedFinding } from '../store/finding-row.js';
import { readInventories } from '../store/inventory-table.js';
import { recentConnectors, type RecentConnector } from '../store/recent-connectors.js';
import { connectorIdentity, tenantConnectors, type ConfiguredConnector } from '../watch/tenant-connectors.js';
import { READER } from './access.js';
import { totalsSchema } from './activity.js';
import type { Doorkeeper } from './authenticate.js';
import { configurationResource, configurationSchema } from './connector-configuration.js';
import { pageOf } from './fleet.js';
import { pageToken, pageTokenOf, placeIn } from './page-token.js';
import { directionSchema, nextLinkSchema, severitySchema, time } from './parts-schema.js';
import { nextLink, pageSize } from './read-query.js';
import { declareRoute } from './route.js';

const MAX_CONNECTORS = 200;

/** Failing findings of a tenant that are looked at, the worst: who has more has one trouble. */
const MAX_FINDINGS = 1_000;

export const connectorSchema = z
  .object({
    name: z.string().describe('as the protocol log names it: of a receive connector with its server'),
    direction: directionSchema,
    servers: z.array(z.string()).describe('servers whose logs have shown it since “countedFrom”'),
    activity: z
      .object({
        ...totalsSchema,
        tlsVersions: z.record(z.string(), z.int()).describe('sessions by version of TLS; those without TLS are in none'),
        p50Milliseconds: z.int().nullable().describe('half of the sessions took no longer, within about 5 %'),
        p95Milliseconds: z.int().nullable(),
        lastHour: time.describe('the hour in which its last session began'),
        lastHealthy: time.nullable().describe('when the last session that delivered mail began'),
        remotes: z
          .array(z.object({ host: z.string(), sessions: z.int() }))
          .describe('hosts with which sessions were healthy in that last hour, the busiest first'),
      })
      .nullable()
      .describe('null when the logs have not shown it since “countedFrom”'),
    configuration: configurationSchema.nullable().describe('null when no export lists it'),
    certificates: z
      .array(z.object({ server: z.string(), thumbprint: z.string(), subject: z.string().nullable(), notAfter: time.nullable() }))
      .describe('the certificate that it selects, on each server whose certificates an export tells'),
    findings: z
      .array(
        z.object({
          id: z.string(),
          url: z.string(),
          severity: severitySchema,
          state: z.enum(FINDING_STATES),
          title: z.string(),
          remote: z.string().nullable(),
        }),
      )
      .describe('what fails on it, the worst first'),
  })
  .meta({ id: 'Connector', description: 'a connector, as logs show it and as exports say that it is set up' });

/** Direction and name. */
const PLACE = /^(?:receive|send) [^]{1,500}$/;

/** The connectors of a tenant: what the logs have shown of each lately, how it is set up, and what fails on it. */
export const listConnectorsRoute = declareRoute({
  method: 'GET',
  path: '/api/v1/tenants/{tenant}/connectors',
  operationId: 'listConnectors',
  tag: 'connectors',
  summary: 'Connectors of a tenant: what goes over each, how it is set up, and what fails on it',
  description:
    'Of the last week; of a tenant with very many servers, of the last day. How a connector is set up tells the newest export of Get-SendConnector or Get-ReceiveConnector. A page takes a bounded number of reads.',
  access: READER,
  query: { after: pageTokenOf(PLACE), limit: pageSize(MAX_CONNECTORS) },
  answer: z
    .object({
      countedFrom: time.describe('the first hour whose sessions are counted'),
      connectors: z.array(connectorSchema),
      nextLink: nextLinkSchema,
    })
    .meta({ id: 'Connectors' }),
  async handle({ params: { tenant }, query }, { tables, now }: Doorkeeper) {
    const at = now();
    const [recent, inventories, failing] = await Promise.all([
      recentConnectors(tables, tenant, at),
      readInventories(tables, tenant),
      worstFindings(tables, tenant, 'failing', MAX_FINDINGS),
    ]);
    const seen = new Map(recent.connectors.map((one) => [connectorIdentity({ ...one, name: one.connector }), one]));
    const configured = new Map(tenantConnectors(inventories, at.getTime()).map((one) => [identityOfConfigured(one), one]));
    const found = findingsByConnector(failing.items);
    const places = [...new Set([...seen.keys(), ...configured.keys(), ...found.keys()])];
    const page = pageOf(
      places.map((place) => ({ place, item: place })),
      { limit: query.limit, after: query.after === undefined ? undefined : placeIn(query.after) },
    );
    const connectors = page.items.map((place) =>
      connectorResource(tenant, place, seen.get(place), configured.get(place), found.get(place) ?? [], at),
    );
    const path = `/api/v1/tenants/${tenant}/connectors`;
    return {
      json: {
        countedFrom: spanStart(recent.countedFrom, 'hour'),
        connectors,
        nextLink: nextLink(path, { ...query, after: page.next && pageToken(page.next) }, page.next !== undefined),
      },
    };
  },
});

function identityOfConfigured({ name, connector: { direction } }: ConfiguredConnector): string {
  return connectorIdentity({ name, direction });
}

function findingsByConnector(findings: readonly ListedFinding[]): ReadonlyMap<string, readonly ListedFinding[]> {
  const found = new Map<string, ListedFinding[]>();
  for (const finding of findings) {
    // A finding without a stream is none that a log of this installation has shown.
    if (finding.stream === undefined) continue;
    const identity = connectorIdentity({ name: finding.connector, direction: directionOfStream(finding.stream) });
    const known = found.get(identity);
    if (known === undefined) found.set(identity, [finding]);
    else known.push(finding);
  }
  return found;
}

/** A connector that logs have shown lately, or an export lists, or on which something failed and has not recovered. */
function connectorResource(
  tenant: string,
  identity: string,
  seen: RecentConnector | undefined,
  configured: ConfiguredConnector | undefined,
  findings: readonly ListedFinding[],
  now: Date,
) {
  return {
    name: seen?.connector ?? configured?.name ?? findings[0]?.connector ?? '',
    direction: identity.startsWith('send ') ? ('send' as const) : ('receive' as const),
    servers: seen?.servers ?? [],
    activity: seen === undefined ? null : activityResource(seen),
    configuration: configured === undefined ? null : configurationResource(configured),
    certificates: configured?.certificates ?? [],
    findings: findings.map(({ findingId: id, severity, condition, handling, lastSeen, title, remote }) => ({
      ...{ id, severity, title, remote },
      url: `/api/v1/tenants/${tenant}/findings/${id}`,
      state: stateOf(condition, handling, lastSeen, now),
    })),
  };
}

function activityResource({ counters, lastHour, healthy }: RecentConnector) {
  return {
    ...totalsOf(counters),
    ...durationsOf(counters),
    tlsVersions: tlsVersionsOf(counters),
    lastHour: spanStart(lastHour, 'hour'),
    lastHealthy: healthy === undefined ? null : new Date(healthy.last).toISOString(),
    remotes: healthy?.hosts ?? [],
  };
}
