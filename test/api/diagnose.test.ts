import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import { diagnoseRoute, diagnosisSchema } from '../../lib/api/diagnose.js';
import { localServices } from '../store/local-tables.js';
import { readerOf } from '../tenants/tokens.js';
import { callRoute } from './call-route.js';

const SEED = join(__dirname, '../fixtures/seed/TransportRoles/Logs/Hub/ProtocolLog/SmtpSend/SEND2019052815-1.LOG');
const LAST_ERROR =
  '451 4.4.0 Primary target IP address responded with: "421 4.4.1 Connection timed out." Attempted failover to alternate host, but that did not succeed.';

describe('POST /api/v1/diagnose', () => {
  const services = localServices();
  const ask = async (text: string) => {
    const token = await readerOf(services().tables, 'contoso');
    return callRoute(diagnoseRoute, services(), { token, body: { text } });
  };
  const diagnosis = async (text: string): Promise<z.output<typeof diagnosisSchema>> => {
    const { status, json } = await ask(text);
    expect(status).toBe(200);
    return diagnosisSchema.parse(json);
  };

  it('names the cause of pasted log lines, with the command', async () => {
    const found = await diagnosis(readFileSync(SEED, 'utf8'));
    if (found.kind !== 'log') throw new Error('it was not taken for a log');
    expect(found.findings.map(({ rule }) => rule)).toEqual(['tls-unknown-credentials']);
    expect(found.findings[0]?.remedy.map(({ command }) => command)).toContain(
      'Enable-ExchangeCertificate -Thumbprint 2D21517CD71AA9FE85B27A5D6738A4172A543312 -Services SMTP',
    );
  });

  it('takes the wrappers off a queue’s LastError and explains what is left', async () => {
    const found = await diagnosis(LAST_ERROR);
    if (found.kind !== 'error-text') throw new Error('it was taken for a log');
    expect(found.error.text).toContain('421 4.4.1');
    expect(found.finding?.causes.length).toBeGreaterThan(0);
  });

  it('says that it does not know what is no error', async () => {
    expect(await diagnosis('mail is slow today')).toMatchObject({ kind: 'error-text', finding: null });
  });

  it('refuses an empty text, and one that is a whole log', async () => {
    expect((await ask('   ')).status).toBe(400);
    expect((await ask('x'.repeat(200_001))).status).toBe(400);
  });
});
