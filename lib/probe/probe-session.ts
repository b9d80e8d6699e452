import { performance } from 'node:perf_hooks';
import type { ProbedTls, ProbeSession } from '../inventory/probe-result.js';
import { call } from './call.js';
import { shakeHands } from './handshake.js';
import { certificateFault } from './judge-certificate.js';
import type { ProbeTimeouts } from './limits.js';
import { handshakeWord, winsockCode } from './network-error.js';
import { requiresTls, type ProbePlan } from './plan.js';
import { CERTIFICATE_ROW, certificateRow } from './probed-certificate.js';
import type { Route } from './routes.js';
import { schannelRow } from './schannel-row.js';
import type { SessionLog } from './session-log.js';
import { Dialogue, SessionEnd, type Reply } from './dialogue.js';

export interface SessionServices {
  readonly log: SessionLog;
  readonly timeouts: ProbeTimeouts;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
}

/**
 * One session with one address, as Exchange would have it up to the message: connection, greeting, EHLO, STARTTLS, EHLO again, and MAIL and RCPT where
 * they are asked for. It never says DATA, and takes its leave with QUIT.
 */
export async function probeSession(route: Route, plan: ProbePlan, services: SessionServices): Promise<ProbeSession> {
  const { log, timeouts } = services;
  const { port } = plan;
  const endsAt = performance.now() + timeouts.session;
  log.tell('attempting to connect');
  const called = await call(route.address, port, Math.min(timeouts.connect, timeouts.session));
  let tls: ProbedTls | undefined;
  if (called.kind === 'failed') {
    const winsock = winsockCode(called.code);
    log.tell(
      `Failed to connect. Winsock error code: ${winsock}, Win32 error code: ${winsock}, Destination domain: ${plan.target}, Error Message: ${called.code}`,
    );
    log.closed('Local');
  } else {
    const { localAddress = '', localPort = 0, localFamily } = called.socket;
    log.connected(localFamily === 'IPv6' ? `[${localAddress}]:${localPort}` : `${localAddress}:${localPort}`);
    const conversation = new Conversation(new Dialogue(called.socket, log, timeouts, endsAt), route, plan, services, endsAt);
    log.closed(await conversation.run());
    tls = conversation.tls;
  }
  return { ...route, port, log: log.text, tls: tls ?? null };
}

class Conversation {
  tls: ProbedTls | undefined;
  readonly #route: Route;
  readonly #plan: ProbePlan;
  readonly #services: SessionServices;
  readonly #endsAt: number;
  #dialogue: Dialogue;

  constructor(dialogue: Dialogue, route: Route, plan: ProbePlan, services: SessionServices, endsAt: number) {
    this.#dialogue = dialogue;
    this.#route = route;
    this.#plan = plan;
    this.#services = services;
    this.#endsAt = endsAt;
  }

  /** How the log's last row says that it ended. */
  async run(): Promise<string> {
    try {
      await this.#converse();
      await this.#dialogue.ask('QUIT');
      return 'Local';
    } catch (error) {
      if (error instanceof SessionEnd) return error.closing;
      throw error;
    } finally {
      this.#dialogue.destroy();
    }
  }

  async #converse(): Promise<void> {
    const { demand, mail } = this.#plan;
    const greeting = await this.#dialogue.reply();
    if (greeting.code !== 220) return;
    const offers = await this.#hello();
    if (offers === undefined) return;
    if (demand !== 'none' && offers.has('STARTTLS')) {
      if (!(await this.#startTls())) return;
    } else if (requiresTls(demand)) return;
    // Without a message to hand over, this is what shows that the session goes on without TLS.
    else if (mail === undefined) await this.#dialogue.ask('NOOP');
    if (mail !== undefined && isGood(await this.#dialogue.ask(`MAIL FROM:<${mail.from}>`)))
      await this.#dialogue.ask(`RCPT TO:<${mail.to}>`);
  }

  /** The extensions that are offered; `undefined` when the other side does not want to talk. */
  async #hello(): Promise<ReadonlySet<string> | undefined> {
    const { ehloName } = this.#plan;
    const reply = await this.#dialogue.ask(`EHLO ${ehloName}`);
    if (isGood(reply)) return new Set(reply.lines.slice(1).map((line) => line.split(' ', 1)[0]?.toUpperCase() ?? ''));
    return isGood(await this.#dialogue.ask(`HELO ${ehloName}`)) ? new Set() : undefined;
  }

  /** Whether the session may go on. */
  async #startTls(): Promise<boolean> {
    const { demand, tlsName, client, trusted } = this.#plan;
    const { log, timeouts, clock } = this.#services;
    const answer = await this.#dialogue.ask('STARTTLS');
    if (answer.code !== 220) return !requiresTls(demand);
    const handshake = await shakeHands(this.#dialogue.release(), {
      host: this.#route.host,
      expectedName: tlsName,
      client,
      trusted,
      timeoutMilliseconds: this.#dialogue.patience,
    });
    if (handshake.ours !== undefined) log.tell(`Sending ${CERTIFICATE_ROW}`, certificateRow(handshake.ours));
    if (handshake.kind === 'failed') {
      log.tell(`TLS negotiation failed with error ${handshakeWord(handshake.code)}`);
      throw new SessionEnd('Local');
    }
    this.#dialogue = new Dialogue(handshake.socket, log, timeouts, this.#endsAt);
    this.tls = handshake.tls;
    log.tell(schannelRow(handshake.tls, handshake.socket));
    const [theirs] = handshake.tls.chain;
    if (theirs !== undefined) log.tell(`Remote ${CERTIFICATE_ROW}`, certificateRow(theirs));
    const fault = certificateFault(handshake.tls, demand, clock());
    if (fault !== undefined) {
      log.tell(`454 4.7.5 Certificate validation failure, Reason:${fault}`);
      return false;
    }
    return (await this.#hello()) !== undefined;
  }
}

function isGood({ code }: Reply): boolean {
  return code >= 200 && code < 300;
}
