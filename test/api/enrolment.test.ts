import { listTenantAuditRoute } from '../../lib/api/audit.js';
import { createEnrolmentCodeRoute, enrolRoute, listEnrolmentCodesRoute } from '../../lib/api/enrolment.js';
import { sendHeartbeatRoute } from '../../lib/api/heartbeats.js';
import { enrolmentAnswerSchema } from '../../lib/contract/enrolment.js';
import { changeTenant } from '../../lib/store/tenant-table.js';
import { heartbeatOf } from '../contract/heartbeat-of.js';
import { localServices } from '../store/local-tables.js';
import { adminOf, operatorOf, readerOf, shipperOf } from '../tenants/tokens.js';
import { callRoute, type Answered } from './call-route.js';

const services = localServices();

const codeOf = async (tenant: string) =>
  (
    (await callRoute(createEnrolmentCodeRoute, services(), { token: await operatorOf(services().tables, tenant), params: { tenant } }))
      .json as { code: string }
  ).code;

const enrol = (code: string, server = 'EX01'): Promise<Answered> =>
  callRoute(enrolRoute, services(), { body: { code, server, version: '1.0.0' } });

describe('a server that is enrolled', () => {
  it('gets its token for a code, once; the operator sees for which server, and the audit log who made it', async () => {
    const { tables } = services();
    const code = await codeOf('contoso');
    const { status, json } = await enrol(code, 'EX07');
    expect(status).toBe(201);
    const { token, ...rest } = enrolmentAnswerSchema.parse(json);
    expect(rest).toEqual({ tenant: 'contoso', server: 'EX07' });
    expect((await callRoute(sendHeartbeatRoute, services(), { token, body: heartbeatOf() })).status).toBe(200);
    expect((await enrol(code, 'EX07')).status).toBe(404);
    const admin = await adminOf(tables, 'contoso');
    const codes = await callRoute(listEnrolmentCodesRoute, services(), { token: admin, params: { tenant: 'contoso' } });
    expect(codes.json).toMatchObject({ enrolmentCodes: [{ state: 'used', server: 'EX07' }] });
    const audit = await callRoute(listTenantAuditRoute, services(), { token: admin, params: { tenant: 'contoso' } });
    expect(audit.json).toMatchObject({
      entries: [
        { action: 'server.enrolled', target: 'EX07', by: { kind: 'enrolment', name: expect.stringMatching(/^mfq_/) as string } },
        { action: 'enrolment-code.created' },
      ],
    });
    expect(JSON.stringify([codes.json, audit.json])).not.toContain(token.split('_').at(-1));
    expect(JSON.stringify([codes.json, audit.json])).not.toContain(code);
  });

  it('is told the same for a code that never was, was used, has expired, or is of a tenant that is disabled', async () => {
    const { tables } = services();
    const [used, disabled] = [await codeOf('used'), await codeOf('disabled')];
    await enrol(used);
    await changeTenant(tables, 'disabled', { state: 'disabled' });
    const answers = await Promise.all([
      enrol(used),
      enrol(disabled),
      enrol('contoso.0000-0000-0000'),
      enrol('nobody.0000-0000-0000'),
      enrol('…'),
    ]);
    expect(new Set(answers.map(({ status, json }) => `${status} ${JSON.stringify(json)}`)).size).toBe(1);
    expect(answers[0].status).toBe(404);
  });

  it('has ten tokens at most', async () => {
    for (let count = 0; count < 10; count += 1) await shipperOf(services().tables, 'crowded');
    expect(await enrol(await codeOf('crowded'))).toMatchObject({ status: 409, json: { type: 'urn:mailflow:problem:too-many-open' } });
    expect((await enrol(await codeOf('crowded'), 'EX02')).status).toBe(201);
  });

  it('has a name that is one', async () => {
    expect(await enrol(await codeOf('contoso'), '../EX01')).toMatchObject({
      status: 400,
      json: { detail: expect.stringContaining('server') as string },
    });
  });
});

it('codes are for operators of the tenant', async () => {
  const { tables } = services();
  const params = { tenant: 'contoso' };
  expect((await callRoute(createEnrolmentCodeRoute, services(), { token: await readerOf(tables, 'contoso'), params })).status).toBe(403);
  expect((await callRoute(createEnrolmentCodeRoute, services(), { token: await operatorOf(tables, 'fabrikam'), params })).status).toBe(404);
});
