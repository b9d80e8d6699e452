import { canaryCommand } from '../../lib/cli/canary-command.js';
import { recordingTerminal } from '../cli/recording-terminal.js';
import { ask, runningMailflow } from './running-mailflow.js';

const mailflow = runningMailflow();

/** Sends the canary as whoever deploys does. */
async function send(token: string) {
  const terminal = recordingTerminal();
  const code = await canaryCommand({ api: mailflow().host.url, token, tenant: 'mailflow-canary', within: 120 }, terminal);
  return { code, ...terminal };
}

describe('the canary of an installation that works', () => {
  it('sings, again and again, each time for a log of its own', async () => {
    const token = await mailflow().administrate();
    for (let time = 0; time < 2; time += 1) {
      const { code, said } = await send(token);
      expect([code, said]).toEqual([0, [expect.stringMatching(/^The canary sings: found after \d+\.\d s\.$/)]]);
    }
  });

  it('leaves a finding that has recovered, so that nobody is called, and no token', async () => {
    const token = await mailflow().administrate();
    await send(token);
    const { url } = mailflow().host;
    await mailflow().host.idle();
    const { body: findings } = await ask(`${url}/api/v1/tenants/mailflow-canary/findings`, token);
    expect(findings).toMatchObject({ findings: [{ rule: 'recipient-unknown-5-1-1', state: 'recovered' }] });
    const { body: tokens } = await ask(`${url}/api/v1/tenants/mailflow-canary/tokens`, token);
    expect(tokens).toMatchObject({ tokens: [] });
  });

  it('says in the API’s words when its token may not do that', async () => {
    const { queryToken } = await mailflow().onboard({ id: 'contoso', name: 'Contoso' }, 'EX01');
    await expect(send(queryToken)).rejects.toThrow(/administrator|admin/i);
  });
});
