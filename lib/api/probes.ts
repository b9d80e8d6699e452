import { z } from 'zod';
import { MAX_WAITING_PROBES, PROBE_MINUTES, probeOrderSchema, probeRequestSchema, type ProbeRequest } from '../contract/probes.js';
import { SERVER_NAME } from '../contract/names.js';
import { itemsOf, type Inventory } from '../inventory/inventory.js';
import { probeResultSchema } from '../inventory/probe-result.js';
import { isAllowedTarget } from '../probe/allowed-target.js';
import { connectorPlan, SMTP_PORT } from '../probe/connector-plan.js';
import { diagnoseProbe } from '../probe/diagnose-probe.js';
import { parseTarget } from '../probe/target.js';
import { readInventory } from '../store/inventory-table.js';
import { isWaiting, listProbes, saveProbeRequest, type StoredProbe } from '../store/probe-table.js';
import { OPERATOR, READER } from './access.js';
import type { Doorkeeper } from './authenticate.js';
import { causeSchema, remedyStepSchema, severitySchema, time } from './parts-schema.js';
import { Problem } from './problem.js';
import { declareRoute } from './route.js';

const serverName = z.string().regex(SERVER_NAME.pattern, SERVER_NAME.says);

const probeSchema = z
  .object({
    id: z.string(),
    state: z.enum(['waiting', 'done', 'expired']),
    createdAt: time,
    request: probeRequestSchema,
    result: probeResultSchema.nullable().describe('what the server saw'),
    findings: z
      .array(
        z.object({
          rule: z.string(),
          severity: severitySchema,
          title: z.string(),
          summary: z.string(),
          remote: z.string().nullable(),
          causes: z.array(causeSchema.pick({ id: true, likelihood: true, why: true })),
          remedy: z.array(remedyStepSchema),
        }),
      )
      .describe('the rules’ judgement of it, held against the newest inventory'),
  })
  .meta({ id: 'Probe', description: 'a call that a customer’s server was asked to make, and what came of it' });

/** Has a server call a mail server; its shipper takes the request with its next heartbeat. */
export const requestProbeRoute = declareRoute({
  method: 'POST',
  path: '/api/v1/tenants/{tenant}/servers/{server}/probes',
  operationId: 'requestProbe',
  tag: 'servers',
  summary: 'Has the server call a mail server and say what it sees',
  description: `Allowed are the smart hosts of the server’s send connectors, as its inventory names them, and Microsoft’s mail servers. At most ${MAX_WAITING_PROBES} wait at once, each for ${PROBE_MINUTES} minutes.`,
  access: OPERATOR,
  audit: 'probe.requested',
  params: { server: serverName },
  body: probeOrderSchema,
  status: 201,
  answer: probeSchema,
  async handle({ params: { tenant, server }, body }, { tables, now }: Doorkeeper) {
    const inventory = await readInventory(tables, { tenant, server });
    const order = orderOf(body, inventory);
    const probe = await saveProbeRequest(tables, { tenant, server }, order, now());
    if (probe === undefined)
      throw new Problem('too-many-open', `${MAX_WAITING_PROBES} probes of “${server}” wait. Its shipper takes them with its heartbeat.`);
    return {
      json: resource(probe, server, inventory, now()),
      audited: { target: server, detail: { target: order.target, port: order.port } },
    };
  },
});

/** The probes that a server was asked for, newest first, with what came of them. */
export const listProbesRoute = declareRoute({
  method: 'GET',
  path: '/api/v1/tenants/{tenant}/servers/{server}/probes',
  operationId: 'listProbes',
  tag: 'servers',
  summary: 'The probes that the server was asked for, and what came of them',
  access: READER,
  params: { server: serverName },
  answer: z.object({ probes: z.array(probeSchema) }).meta({ id: 'Probes' }),
  async handle({ params: { tenant, server } }, { tables, now }: Doorkeeper) {
    const [probes, inventory] = await Promise.all([listProbes(tables, { tenant, server }), readInventory(tables, { tenant, server })]);
    return { json: { probes: probes.map((probe) => resource(probe, server, inventory, now())) } };
  },
});

type Order = Omit<ProbeRequest, 'id' | 'expiresAt'>;

function orderOf({ target, connector, from, to }: z.output<typeof probeOrderSchema>, inventory: Inventory | undefined): Order {
  const connectors = (inventory && itemsOf(inventory, 'send-connectors')) ?? [];
  const named = connectors.find(({ name }) => name === connector);
  if (connector !== undefined && named === undefined)
    throw new Problem('invalid-request', `The inventory of this server has no send connector “${connector}”.`);
  const plan = named && connectorPlan(named);
  const called = target === undefined ? plan?.targets[0] : parseTarget(target);
  if (called === undefined)
    throw new Problem('invalid-request', 'Name a target, a host or an address, or a connector that has a smart host.');
  const order = {
    target: called.host,
    port: called.port ?? plan?.port ?? SMTP_PORT,
    connector: named?.name ?? null,
    demand: plan?.demand ?? 'DomainValidation',
    tlsName: plan?.tlsName ?? null,
    ehloName: plan?.ehloName ?? null,
    from,
    to: to ?? null,
  } satisfies Order;
  if (isAllowedTarget(order, connectors)) return order;
  throw new Problem(
    'invalid-request',
    `${order.target}, port ${order.port}, is neither a smart host of this server’s send connectors nor one of Microsoft’s mail servers. Ship Get-SendConnector with the inventory if it is one.`,
  );
}

function resource(probe: StoredProbe, server: string, inventory: Inventory | undefined, now: Date): z.input<typeof probeSchema> {
  const { request, createdAt, result } = probe;
  const { findings } = diagnoseProbe(result ?? { sessions: [] }, { server, inventory });
  return {
    id: request.id,
    state: result !== undefined ? 'done' : isWaiting(probe, now) ? 'waiting' : 'expired',
    createdAt,
    request,
    result: result ?? null,
    findings: findings.map(({ rule, severity, title, summary, remote, causes, remedy }) => ({
      ...{ rule, severity, title, summary, remote },
      causes: causes.map(({ id, likelihood, why }) => ({ id, likelihood, why })),
      remedy: [...remedy],
    })),
  };
}
