import {
  addTenantCommand,
  createTokenCommand,
  enrollTenantCommand,
  findingsCommand,
  listTenantsCommand,
  listTokensCommand,
  revokeTokenCommand,
  sessionCommand,
} from '../../lib/cli/access-commands.js';
import { addChannelCommand, deleteChannelCommand, listChannelsCommand, testChannelCommand } from '../../lib/cli/channel-commands.js';
import { bootstrapTokenCommand } from '../../lib/cli/bootstrap-token-command.js';
import { deletePolicyCommand, listPoliciesCommand, savePolicyCommand, tryPolicyCommand } from '../../lib/cli/policy-commands.js';
import { services } from '../../lib/services.js';
import { noteChanges } from '../../lib/store/change-table.js';
import { adminTokenIn, verifyAdminToken } from '../../lib/tenants/admin-token.js';
import { fixtureLog } from '../diagnosis/fixture-session.js';
import { runningMailflow, uploadRange } from '../e2e/running-mailflow.js';
import { changeAt } from '../notify/changes.js';
import { recordingTerminal } from './recording-terminal.js';

const mailflow = runningMailflow();
const LOG = { name: 'SEND2019052815-1.LOG', date: '2019-05-28T15:07:00.088Z', bytes: fixtureLog('00-seed-unknowncredentials.log') };

let admin = '';
beforeAll(async () => {
  admin = await mailflow().administrate();
});

const access = () => ({ api: mailflow().host.url, token: admin });

/** What a verb prints. */
async function said(verb: (terminal: ReturnType<typeof recordingTerminal>) => Promise<void> | void): Promise<string> {
  const terminal = recordingTerminal();
  await verb(terminal);
  return terminal.said.join('\n');
}

describe('everyday work on the command line', () => {
  it('adds a tenant, lists it by its tag, and makes a code for its server', async () => {
    expect(
      await said((terminal) => addTenantCommand('northwind', { ...access(), name: 'Northwind', tag: ['tier:gold'] }, terminal)),
    ).toMatch(/^northwind +active +Northwind #tier:gold/);
    expect(await said((terminal) => listTenantsCommand({ ...access(), tag: 'tier:gold' }, terminal))).toMatch(/northwind/);
    expect(await said((terminal) => enrollTenantCommand('northwind', access(), terminal))).toMatch(
      /^northwind\.(?:[0-9A-Z]{4}-){2}[0-9A-Z]{4}\n/,
    );
    await expect(said((terminal) => addTenantCommand('northwind', access(), terminal))).rejects.toThrow(/already/);
  });

  it('makes a token, lists it and ends it', async () => {
    const options = { ...access(), role: 'reader', name: 'wall', tenant: ['northwind'], json: true };
    const { id, token } = JSON.parse(await said((terminal) => createTokenCommand(options, terminal))) as { id: string; token: string };
    expect(await said((terminal) => listTenantsCommand({ ...access(), token }, terminal))).toMatch(/northwind/);
    expect(await said((terminal) => listTokensCommand(access(), terminal))).toMatch(`${id}  reader of northwind: wall`);
    expect(await said((terminal) => revokeTokenCommand(id, access(), terminal))).toMatch(`${id} is revoked`);
    await expect(said((terminal) => listTenantsCommand({ ...access(), token }, terminal))).rejects.toThrow(/no token that is valid/);
  });

  it('adds a channel, lists it without its secret, and says why a test did not arrive', async () => {
    const options = { ...access(), format: 'slack', url: 'https://127.0.0.1/services/hidden', json: true };
    const { id, secret } = JSON.parse(await said((terminal) => addChannelCommand('On call', options, terminal))) as Record<string, string>;
    const listed = await said((terminal) => listChannelsCommand(access(), terminal));
    expect(listed).toBe(`${id ?? ''}  slack   127.0.0.1: On call (all tenants)`);
    expect(secret).toMatch(/^whsec_/);
    const tested = await said(async (terminal) => {
      expect(await testChannelCommand(id ?? '', access(), terminal)).toBe(false);
    });
    expect(tested).toBe('The test did not arrive. 127.0.0.1 is no public address.');
    expect(await said((terminal) => deleteChannelCommand(id ?? '', access(), terminal))).toBe(`${id ?? ''} is deleted.`);
    expect(await said((terminal) => listChannelsCommand(access(), terminal))).toBe('There is no channel.');
  });

  it('saves a policy at rest, tries it over the last days, puts another in its place, lists and deletes it', async () => {
    const channelOptions = { ...access(), format: 'teams', url: 'https://chat.example.com/hook', json: true };
    const { id: channel = '' } = JSON.parse(await said((terminal) => addChannelCommand('On call', channelOptions, terminal))) as {
      id?: string;
    };
    const asked = { ...access(), name: 'TLS', channel: [channel], rule: ['tls-*'], severity: ['blocker', 'degraded'], disabled: true };
    expect(await said((terminal) => savePolicyCommand('tls', asked, terminal))).toBe(
      `tls  TLS (at rest)\n  all tenants; tls-*; blocker, degraded: to ${channel}`,
    );
    await noteChanges(services().tables, [changeAt(new Date(), 'northwind', 'opened', { rule: 'tls-unknown-credentials' })]);
    const tried = await said((terminal) => tryPolicyCommand('tls', { ...access(), days: 1 }, terminal));
    expect(tried).toMatch(/^Of \d+ changes since .*, 1 notification would have been sent\.\n +1 to [0-9a-f]{12}\n/);
    expect(tried).toMatch(/open {4}degraded {4}A certificate in use expires \(northwind\) to [0-9a-f]{12}$/);
    const rest = { ...access(), channel: [channel], tenant: ['northwind'], fallback: true };
    await said((terminal) => savePolicyCommand('tls', rest, terminal));
    expect(await said((terminal) => listPoliciesCommand(access(), terminal))).toBe(
      `tls  tls (what no other takes)\n  northwind: to ${channel}`,
    );
    await expect(said((terminal) => savePolicyCommand('tls', { ...rest, rule: ['tsl-*'] }, terminal))).rejects.toThrow(/“tsl-\*”/);
    expect(await said((terminal) => deletePolicyCommand('tls', access(), terminal))).toBe('tls is deleted.');
    expect(await said((terminal) => listPoliciesCommand(access(), terminal))).toBe('There is no policy: nobody is told.');
  });

  it('lists what fails, and prints a session whole', async () => {
    const { shipperToken } = await mailflow().onboard({ id: 'failing', name: 'Failing' }, 'EX01');
    await uploadRange(mailflow().host.url, shipperToken, LOG, 0, LOG.bytes.length);
    await mailflow().host.idle();
    expect(await said((terminal) => findingsCommand({ ...access(), tenant: 'failing' }, terminal))).toMatch(
      /^blocker +open +failing {2}The certificate/,
    );
    expect(await said((terminal) => findingsCommand({ ...access(), severity: 'blocker' }, terminal))).toMatch(/failing/);
    const [finding] = JSON.parse(await said((terminal) => findingsCommand({ ...access(), tenant: 'failing', json: true }, terminal))) as {
      samples: { session: string }[];
    }[];
    const session = finding?.samples[0]?.session ?? '';
    expect(await said((terminal) => sessionCommand(session, { ...access(), tenant: 'failing' }, terminal))).toMatch(
      /^tls-failed.*\n[^]*UnknownCredentials/,
    );
  });

  it('makes the first administrator’s token, with the setting that makes it valid', async () => {
    const { token, setting } = JSON.parse(
      await said((terminal) => {
        bootstrapTokenCommand({ json: true }, terminal);
      }),
    ) as {
      token: string;
      setting: { name: string; value: string };
    };
    expect(setting.name).toBe('MAILFLOW_ADMIN_TOKEN_HASH');
    expect(verifyAdminToken(adminTokenIn(setting.value), token)).toMatchObject({ role: 'admin', tenants: '*' });
  });
});
