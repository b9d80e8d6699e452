import { explainCommand } from '../../lib/cli/explain-command.js';
import { rulesCommand } from '../../lib/cli/rules-command.js';
import { fixtureLog } from '../diagnosis/fixture-session.js';
import { recordingTerminal } from './recording-terminal.js';

async function explain(text: string, json = false): Promise<{ code: number; said: string; complained: string }> {
  const terminal = recordingTerminal();
  const code = await explainCommand([text], { json }, terminal);
  return { code, said: terminal.said.join('\n'), complained: terminal.complained.join('\n') };
}

describe('mailflow explain', () => {
  it('takes the wrappers off a queue’s LastError and says what is beneath', async () => {
    const { code, said } = await explain(
      '[{LED=451 4.4.397 Error communicating with target host. -> 421 4.2.1 Unable to connect -> SocketError: Failed to connect. Winsock error code: 10060, Win32 error code: 10060};{MSG=};{FQDN=mx.fabrikam.example};{IP=198.51.100.80};{LRT=5/2/2019 6:32:14 AM}]',
    );
    expect(code).toBe(0);
    expect(said).toContain('connect-timeout');
    expect(said).toContain('mx.fabrikam.example');
    expect(said).toContain('never the cause');
    expect(said).toMatch(/> Test-NetConnection '?198\.51\.100\.80'? -Port 25/);
  });

  it('explains a non-delivery report', async () => {
    expect((await explain('550 5.7.64 TenantAttribution; Relay Access Denied')).said).toContain('tenant-attribution');
  });

  it('diagnoses pasted log lines', async () => {
    const { code, said } = await explain(fixtureLog('00-seed-unknowncredentials.log').toString('utf8').split('\r\n').slice(5).join('\n'));
    expect(code).toBe(0);
    expect(said).toContain('Enable-ExchangeCertificate -Thumbprint 2D21517CD71AA9FE85B27A5D6738A4172A543312 -Services SMTP');
  });

  it('says what it does not know, and what the code means all the same', async () => {
    expect(await explain('499 9.9.9 the dog ate it')).toMatchObject({
      code: 1,
      said: expect.stringMatching(/stays in the queue.*does not know this text/s),
    });
  });

  it('has JSON for machines', async () => {
    expect(JSON.parse((await explain('550 5.7.64 TenantAttribution; Relay Access Denied', true)).said)).toMatchObject({
      error: { code: 550, status: '5.7.64', wrappers: [] },
      finding: { rule: 'tenant-attribution', severity: 'blocker' },
    });
  });

  it('says that there is nothing to explain', async () => {
    expect(await explain('  ')).toMatchObject({ code: 2, complained: expect.stringMatching(/nothing to explain/) });
  });
});

describe('mailflow rules', () => {
  it('lists the catalogue', async () => {
    const terminal = recordingTerminal();
    expect(await rulesCommand(undefined, {}, terminal)).toBe(0);
    expect(terminal.said.join('\n')).toMatch(/^tls-unknown-credentials +blocker +The certificate/m);
  });

  it('tells about one rule, and suggests others for a name that is none', async () => {
    const terminal = recordingTerminal();
    expect(await rulesCommand('connect-timeout', {}, terminal)).toBe(0);
    expect(terminal.said.join('\n')).toContain('Winsock error code: 10060');
    expect(await rulesCommand('credentials', {}, terminal)).toBe(2);
    expect(terminal.complained.join('\n')).toContain('Did you mean tls-unknown-credentials, tls-no-credentials');
  });

  it('shows a rule at work: the causes that it weighs, what to do, and the lines', async () => {
    const terminal = recordingTerminal();
    expect(await rulesCommand('tls-unknown-credentials', {}, terminal)).toBe(0);
    const said = terminal.said.join('\n');
    for (const part of [
      'Leaves alone',
      'Likely cause',
      'What to do',
      '> Enable-ExchangeCertificate',
      'The example',
      'UnknownCredentials',
    ]) {
      expect(said).toContain(part);
    }
    expect(await rulesCommand('tls-unknown-credentials', { json: true }, terminal)).toBe(0);
    expect(JSON.parse(terminal.said.at(-1) ?? '')).toMatchObject([
      {
        id: 'tls-unknown-credentials',
        example: {
          causes: expect.arrayContaining([expect.objectContaining({ id: 'certificate-not-enabled-for-smtp' })]),
          remedy: expect.any(Array),
        },
      },
    ]);
  });

  it('tells about a failure that is a cause of others, and where it is weighed', async () => {
    const terminal = recordingTerminal();
    expect(await rulesCommand('auth-bruteforce', {}, terminal)).toBe(0);
    expect(terminal.said.join('\n')).toMatch(/A cause of +auth-logon-denied/);
    expect(await rulesCommand('auth-bruteforce', { json: true }, terminal)).toBe(0);
    expect(JSON.parse(terminal.said.at(-1) ?? '')).toMatchObject([{ id: 'auth-bruteforce', rules: ['auth-logon-denied'] }]);
  });
});
