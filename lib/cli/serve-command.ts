import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Finding } from '../diagnosis/finding.js';
import { sentence } from '../shipper/sentence.js';
import { shipOnce } from '../shipper/ship.js';
import { startLocalMailflow, type LocalMailflow } from './local-mailflow.js';
import { printFinding } from './print-findings.js';
import { printOverview } from './diagnose/print-summary.js';
import { printable } from './printable.js';
import type { Terminal } from './terminal.js';

export interface ServeOptions {
  readonly port: number;
  readonly tenant: string;
  readonly server: string;
  /** Ship this folder, print what is found in it, then go on serving. */
  readonly demo?: string;
  /** End after the print. */
  readonly once?: boolean;
}

/** A command that cannot do its work: one line for the person, exit code 1. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure';
}

/**
 * `mailflow serve`: the whole of Mailflow on this machine, until the signal comes.
 *
 * @throws {CommandFailure} in one line, for a folder that is missing or a port that is in use.
 */
export async function serveCommand(options: ServeOptions, terminal: Terminal, signal: AbortSignal): Promise<void> {
  const { port, tenant, server, demo, once = false } = options;
  if (demo !== undefined) await assertFolder(demo);
  const started = performance.now();
  terminal.complain('Starting the storage emulator and the functions …');
  const mailflow = await startLocalMailflow({
    port,
    onLog: ({ level, message, function: name }) => {
      if (level === 'error' || level === 'critical') terminal.complain(`${name ?? 'host'}: ${printable(message)}`);
    },
  }).catch((error: unknown) => {
    throw new CommandFailure(error instanceof Error ? error.message : String(error), { cause: error });
  });
  try {
    terminal.complain(`Ready after ${seconds(performance.now() - started)}: ${mailflow.host.functions.length} functions.`);
    const tokens = await mailflow.onboard({ id: tenant, name: tenant }, server);
    if (demo !== undefined) await demonstrate(mailflow, { demo, tenant, server, ...tokens }, terminal);
    if (once) return;
    if (demo === undefined) terminal.say(howToGoOn(mailflow.host.url, { ...tokens, adminToken: await mailflow.administrate() }));
    terminal.say(`Serving on ${mailflow.host.url} until Ctrl+C. The store is in memory: what was shipped is gone then.`);
    await untilAborted(signal);
    terminal.complain('Stopping …');
  } finally {
    await mailflow.close();
  }
}

interface Demonstration {
  readonly demo: string;
  readonly tenant: string;
  readonly server: string;
  readonly shipperToken: string;
  readonly queryToken: string;
}

/** The way that a log takes at a customer's, start to end: shipped, stored, read by the triggered function, asked for over HTTP. */
async function demonstrate(
  mailflow: LocalMailflow,
  { demo, tenant, server, shipperToken, queryToken }: Demonstration,
  terminal: Terminal,
): Promise<void> {
  const { url } = mailflow.host;
  const stateFolder = await mkdtemp(join(tmpdir(), 'mailflow-'));
  try {
    const started = performance.now();
    terminal.complain(`Shipping ${demo} as server “${server}” of tenant “${tenant}” …`);
    const report = await shipOnce({ apiUrl: url, token: shipperToken, roots: [demo], stateFile: join(stateFolder, 'shipper.json') });
    for (const problem of report.problems) terminal.complain(printable(sentence(problem)));
    terminal.complain(
      `Shipped ${report.chunks} ${report.chunks === 1 ? 'chunk' : 'chunks'} of ${report.files} ${report.files === 1 ? 'log' : 'logs'}: ${report.bytes.raw} bytes, ${report.bytes.compressed} on the wire.`,
    );
    await mailflow.host.idle();
    const poison = await mailflow.host.poison();
    if (poison.length > 0) throw new CommandFailure(`${poison.length} of the chunks could not be read; see the messages above.`);
    if (report.chunks + report.alreadyThere === 0)
      throw new CommandFailure(`Nothing was shipped from ${demo}${report.problems.length > 0 ? '; see the messages above' : ''}.`);
    const findings = await askForFindings(`${url}/api/v1/tenants/${tenant}/findings`, queryToken);
    terminal.complain(`Answered ${seconds(performance.now() - started)} after the shipper began.\n`);
    if (findings.length === 0) terminal.say('Nothing found: what was shipped shows no fault.');
    if (findings.length > 1) terminal.say(`${findings.length} findings, worst first:\n${printOverview(findings)}\n`);
    for (const finding of findings) {
      terminal.say(printFinding(finding, terminal.style));
      terminal.say(
        `Ask for it yourself\n  curl -H "Authorization: Bearer ${queryToken}" ${url}/api/v1/tenants/${tenant}/findings/${finding.id}\n`,
      );
    }
  } finally {
    await rm(stateFolder, { recursive: true, force: true });
  }
}

async function askForFindings(url: string, token: string): Promise<readonly Finding[]> {
  const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
  if (!response.ok) throw new CommandFailure(`The API answered ${response.status}: ${await response.text()}`);
  const { findings } = (await response.json()) as { findings: Finding[] };
  return findings;
}

interface Tokens {
  readonly shipperToken: string;
  readonly queryToken: string;
  readonly adminToken: string;
}

function howToGoOn(url: string, { shipperToken, queryToken, adminToken }: Tokens): string {
  return [
    'Ship a folder of protocol logs from another terminal:',
    `  MAILFLOW_TOKEN=${shipperToken} npx mailflow ship --api ${url} <folder>`,
    'Ask about this tenant, as an operator, with this token:',
    `  ${queryToken}`,
    'Make tenants and tokens with this administrator’s token:',
    `  ${adminToken}`,
  ].join('\n');
}

async function assertFolder(folder: string): Promise<void> {
  const found = await stat(folder).catch(() => undefined);
  if (found === undefined) throw new CommandFailure(`There is no folder ${folder}. Name one that holds protocol logs.`);
  if (!found.isDirectory()) throw new CommandFailure(`${folder} is no folder. To read a single file, use: mailflow diagnose ${folder}`);
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else
      signal.addEventListener(
        'abort',
        () => {
          resolve();
        },
        { once: true },
      );
  });
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}
