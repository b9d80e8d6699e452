import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { enrolmentAnswerSchema } from '../contract/enrolment.js';
import { sentence } from '../shipper/sentence.js';
import { shipOnce } from '../shipper/ship.js';
import { callApi, type ApiAccess } from './call-api.js';
import { canaryLog, type CanaryLog } from './canary-log.js';
import { printable } from './printable.js';
import type { Terminal } from './terminal.js';

export interface CanaryOptions extends ApiAccess {
  readonly tenant: string;
  /** Seconds to wait for the finding. */
  readonly within: number;
}

const SERVER = 'CANARY';
const PAUSE_MILLISECONDS = 1_000;

const tenantSchema = z.object({ id: z.string() });
const codeSchema = z.object({ code: z.string() });
const findingsSchema = z.object({ findings: z.array(z.object({ rule: z.string(), lastSeen: z.string() })) });

/**
 * `mailflow canary`: sends a known log the whole way that a customer's takes, with a token of its own, and waits for the finding. So an event
 * subscription that leads nowhere is seen at once, which Event Grid and the Functions host take for success.
 *
 * @returns the exit code: 1 when the finding did not come in time.
 */
export async function canaryCommand(options: CanaryOptions, terminal: Terminal): Promise<number> {
  const { tenant, within } = options;
  await ensureTenant(options);
  const { code } = await callApi(options, `/api/v1/tenants/${tenant}/enrolment-codes`, codeSchema, { method: 'POST' });
  const enrolment = { code, server: SERVER, version: 'canary' };
  const { token } = await callApi(options, '/api/v1/enrolments', enrolmentAnswerSchema, { method: 'POST', body: enrolment });
  try {
    const log = canaryLog(new Date());
    const started = performance.now();
    if (!(await ship(log, options.api, token, terminal))) return 1;
    terminal.complain(`The canary’s log is uploaded as that of tenant “${tenant}”. Waiting for what Mailflow finds in it …`);
    while (performance.now() - started < within * 1_000) {
      if (await isFound(log, options)) {
        terminal.say(`The canary sings: found after ${((performance.now() - started) / 1_000).toFixed(1)} s.`);
        return 0;
      }
      await pause(PAUSE_MILLISECONDS);
    }
    terminal.complain(silence(within));
    return 1;
  } finally {
    const tokenId = /^mfs_[^_]+_[^_]+/.exec(token)?.[0] ?? '';
    await callApi(options, `/api/v1/tokens/${tokenId}`, z.object({ revoked: z.string() }), { method: 'DELETE' });
  }
}

async function ensureTenant({ tenant, ...access }: CanaryOptions): Promise<void> {
  const path = `/api/v1/tenants/${tenant}`;
  await callApi(access, path, tenantSchema).catch(() =>
    callApi(access, '/api/v1/tenants', tenantSchema, { method: 'POST', body: { id: tenant, name: 'Mailflow’s canary', tags: ['canary'] } }),
  );
}

async function ship({ fileName, text }: CanaryLog, apiUrl: string, token: string, terminal: Terminal): Promise<boolean> {
  const folder = await mkdtemp(join(tmpdir(), 'mailflow-canary-'));
  try {
    const logs = join(folder, 'SmtpSend');
    await mkdir(logs);
    await writeFile(join(logs, fileName), text);
    const stateFile = join(folder, 'state.json');
    const { problems } = await shipOnce({ apiUrl, token, roots: [{ folder: logs, stream: 'hub/smtp-send' }], stateFile });
    for (const problem of problems) terminal.complain(printable(sentence(problem)));
    return problems.length === 0;
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function isFound({ rule, failedAt }: CanaryLog, { tenant, ...access }: CanaryOptions): Promise<boolean> {
  const { findings } = await callApi(access, `/api/v1/tenants/${tenant}/findings?rule=${rule}`, findingsSchema);
  return findings.some(({ lastSeen }) => lastSeen === failedAt);
}

function silence(seconds: number): string {
  return [
    `mailflow canary: nothing was found for ${seconds} s, though the log is uploaded.`,
    'Either the event of the new blob leads nowhere: deploy the event subscriptions anew (azd hooks run postdeploy), and look at “Metrics” of the Event Grid system topic;',
    'or the function failed: look at ingest-log’s exceptions in Application Insights. Logs that came meanwhile are not lost: find-lost-uploads reads them within ten minutes.',
  ].join('\n');
}
