import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hostname } from 'node:os';
import type { HeartbeatAnswer } from '../contract/heartbeat.js';
import { probeRequestSchema, type ProbeRequest } from '../contract/probes.js';
import { readExport } from '../inventory/read-export.js';
import type { SendConnector } from '../inventory/send-connector.js';
import { isAllowedTarget } from '../probe/allowed-target.js';
import { diagnoseProbe } from '../probe/diagnose-probe.js';
import { probe } from '../probe/probe.js';
import { isHostName, isMailbox, parseTarget } from '../probe/target.js';
import { errorText } from './error-code.js';
import type { Tell } from './events.js';
import { settingsOf, type ShipOptions } from './options.js';
import { rotateOldToken } from './rotate-token.js';
import { shipInventory } from './ship-inventory.js';
import { sentence } from './sentence.js';
import { ServiceStop } from './stops.js';

export interface ErrandOptions extends ShipOptions {
  /** Where the exports of this server are: they tell which smart hosts are its own. */
  readonly exportsFolder?: string | undefined;
  /** Where the token is kept; `undefined` where it was given otherwise, and so can't be changed. */
  readonly tokenFile?: string | undefined;
  /** Whether this server calls anybody when it is asked to. */
  readonly runsProbes?: boolean;
}

/** Probes that are run for one answer; Mailflow lets no more wait. */
const MAX_PROBES = 5;

/** Ids that are remembered, so that no probe is run twice while its result is on its way. */
const MAX_REMEMBERED = 200;

/**
 * What Mailflow may ask of this server, with the answer to a heartbeat: to call a mail server and tell what it sees. The target is looked at here again, by this
 * server's own exports: what Mailflow allows is not taken on trust. Beside that the token is changed when it is old.
 *
 * One answer is worked off at a time; what fails is told and asked for again with the next.
 */
export class Errands {
  readonly #options: ErrandOptions;
  readonly #tell: Tell;
  readonly #done = new Set<string>();
  #underWay = false;

  constructor(options: ErrandOptions) {
    this.#options = options;
    this.#tell = options.onEvent ?? (() => undefined);
  }

  /** Works off an answer; ends when all is done, and never fails. */
  async run({ probes }: Pick<HeartbeatAnswer, 'probes'>, signal: AbortSignal): Promise<void> {
    if (this.#underWay) return;
    this.#underWay = true;
    try {
      await this.#renewToken(signal);
      for (const request of this.#options.runsProbes === false ? [] : probes.slice(0, MAX_PROBES)) {
        // What this version does not know, it leaves undone.
        const known = probeRequestSchema.safeParse(request).data;
        if (known !== undefined && !signal.aborted) await this.#probe(known, signal);
      }
    } finally {
      this.#underWay = false;
    }
  }

  async #renewToken(signal: AbortSignal): Promise<void> {
    const { tokenFile } = this.#options;
    if (tokenFile === undefined) return;
    const settings = settingsOf(this.#options);
    const { wire, retry: policy, tell, clock } = settings;
    try {
      if (await rotateOldToken(tokenFile, settings, { wire, policy, tell, signal }, clock()))
        this.#tell({ name: 'token-renewed', tokenFile });
    } catch (error) {
      if (signal.aborted) return;
      const because = error instanceof ServiceStop ? sentence(error.problem) : errorText(error);
      this.#tell({ name: 'token-not-renewed', because });
    }
  }

  async #probe(request: ProbeRequest, signal: AbortSignal): Promise<void> {
    const { id, target, port, connector } = request;
    if (this.#done.has(id) || Date.parse(request.expiresAt) < (this.#options.clock ?? Date.now)()) return;
    if (!isPlain(request) || !isAllowedTarget(request, await this.#sendConnectors())) {
      this.#remember(id);
      this.#tell({ name: 'probe-refused', target, port });
      return;
    }
    const result = await probe(
      {
        target,
        port,
        connector: connector ?? undefined,
        demand: request.demand,
        tlsName: request.tlsName ?? undefined,
        ehloName: request.ehloName ?? ownName(),
        mail: request.to === null ? undefined : { from: request.from, to: request.to },
        client: undefined,
        trusted: [],
        nameServers: [],
      },
      { id },
    );
    const file = `${this.#options.stateFile}.probe.json`;
    try {
      await writeFile(file, JSON.stringify([result]));
      const report = await shipInventory({ ...this.#options, paths: [file] }, signal);
      if (report.problems.length > 0) return;
      this.#remember(id);
      this.#tell({ name: 'probe-run', target, port, findings: diagnoseProbe(result).findings.map(({ rule }) => rule) });
    } catch (error) {
      this.#tell({ name: 'round-failed', because: errorText(error) });
    } finally {
      await rm(file, { force: true }).catch(() => undefined);
    }
  }

  async #sendConnectors(): Promise<readonly SendConnector[]> {
    const { exportsFolder } = this.#options;
    if (exportsFolder === undefined) return [];
    try {
      const read = readExport(await readFile(join(exportsFolder, 'send-connectors.json')), { kind: 'send-connectors' });
      return read.kind === 'send-connectors' ? read.items : [];
    } catch {
      // Without its own word for it, only Microsoft's mail servers are called.
      return [];
    }
  }

  #remember(id: string): void {
    if (this.#done.size >= MAX_REMEMBERED) this.#done.clear();
    this.#done.add(id);
  }
}

/** Nothing in the request can end a command, or begin another one. */
function isPlain({ target, tlsName, ehloName, from, to }: ProbeRequest): boolean {
  const names = [tlsName, ehloName].every((name) => name === null || isHostName(name));
  return parseTarget(target)?.host === target && names && isMailbox(from) && (to === null || isMailbox(to));
}

function ownName(): string {
  const name = hostname().toLowerCase();
  return isHostName(name) ? name : 'localhost';
}
