import { randomBytes } from 'node:crypto';
import type { ProbeResult, ProbeSession } from '../inventory/probe-result.js';
import { CALLS_AT_ONCE, DEFAULT_TIMEOUTS, type ProbeTimeouts } from './limits.js';
import type { ProbePlan } from './plan.js';
import { probeSession } from './probe-session.js';
import { dnsFailureWord, routesTo, type Route, type Routing } from './routes.js';
import { SessionLog } from './session-log.js';

/** Stands in the log where a connector's name would, when the probe stands in for none. */
export const NO_CONNECTOR = 'mailflow probe';

export interface ProbeSettings {
  /** Of the request that asked for it; without it a new one is made. */
  readonly id?: string;
  readonly timeouts?: Partial<ProbeTimeouts>;
  /** Milliseconds since 1970. */
  readonly clock?: () => number;
}

/**
 * Does what one would do by hand with nslookup, telnet and openssl: asks DNS, calls each address, and talks to it up to the message. It never throws
 * over what the network does; that is what it is to find out. It changes nothing anywhere.
 */
export async function probe(
  plan: ProbePlan,
  { id = sessionId(), timeouts = {}, clock = Date.now }: ProbeSettings = {},
): Promise<ProbeResult> {
  const startedAt = clock();
  const patience = { ...DEFAULT_TIMEOUTS, ...timeouts };
  const { target, port, connector, demand, nameServers } = plan;
  const logOf = (remote: string) => new SessionLog({ connector: connector ?? NO_CONNECTOR, sessionId: sessionId(), remote, clock });
  const routing = await routesTo(target, patience.dns, nameServers);
  const { resolvers, questions, routes } = routing;
  const sessions =
    routes.length === 0
      ? [unresolved(routing, plan, logOf(''))]
      : await inTurn(routes, async (route) => probeSession(route, plan, { log: logOf(endpoint(route, port)), timeouts: patience, clock }));
  return {
    id,
    target,
    port,
    connector: connector ?? null,
    demand,
    startedAt: new Date(startedAt).toISOString(),
    milliseconds: Math.max(0, Math.round(clock() - startedAt)),
    resolvers: [...resolvers],
    questions: [...questions],
    sessions: [...sessions],
  };
}

/** Exchange has no session to log where DNS fails; a probe says so in the same place as all else. */
function unresolved({ questions }: Routing, { target, port }: ProbePlan, log: SessionLog): ProbeSession {
  log.tell(`DNS query failed with error ${dnsFailureWord(questions)}, Destination domain: ${target}`);
  log.closed('Local');
  return { host: target, address: '', port, log: log.text, tls: null };
}

/** A few at a time, so that a shut port does not make a domain with many addresses wait for each of them. */
async function inTurn(routes: readonly Route[], run: (route: Route) => Promise<ProbeSession>): Promise<ProbeSession[]> {
  const sessions: ProbeSession[] = [];
  for (let at = 0; at < routes.length; at += CALLS_AT_ONCE)
    sessions.push(...(await Promise.all(routes.slice(at, at + CALLS_AT_ONCE).map(run))));
  return sessions;
}

function endpoint({ address }: Route, port: number): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

/** As Exchange numbers its sessions. */
function sessionId(): string {
  return randomBytes(8).toString('hex').toUpperCase();
}
