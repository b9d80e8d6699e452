import type { HeartbeatAnswer } from '../contract/heartbeat.js';
import { probeRequestSchema, type ProbeRequest } from '../contract/probes.js';
import { errorText } from './error-code.js';
import type { Tell } from './events.js';
import { settingsOf } from './options.js';
import type { ProbeErrandOptions } from './probe-errand.js';
import { rotateOldToken } from './rotate-token.js';
import { sentence } from './sentence.js';
import { ServiceStop } from './stops.js';

export interface ErrandOptions extends ProbeErrandOptions {
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
 * What Mailflow may ask of this server, with the answer to a heartbeat: to call a mail server and tell what it sees. Beside that the token is changed when it is
 * old.
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

  /** What probing takes, with all rules that judge a session, is loaded by the first probe: most servers never run one, and it is megabytes. */
  async #probe(request: ProbeRequest, signal: AbortSignal): Promise<void> {
    if (this.#done.has(request.id) || Date.parse(request.expiresAt) < (this.#options.clock ?? Date.now)()) return;
    const { runProbeErrand } = await import('./probe-errand.js');
    if (await runProbeErrand(request, this.#options, this.#tell, signal)) this.#remember(request.id);
  }

  #remember(id: string): void {
    if (this.#done.size >= MAX_REMEMBERED) this.#done.clear();
    this.#done.add(id);
  }
}
