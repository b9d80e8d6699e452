import { Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';
import { performance } from 'node:perf_hooks';
import { PROBE_LIMITS, type DnsQuestion } from '../inventory/probe-result.js';
import { networkErrorCode } from './network-error.js';
import { isHostName } from './target.js';

/** An address to call, and the name behind which it was found. */
export interface Route {
  readonly host: string;
  readonly address: string;
}

/** What DNS said. */
export interface Routing {
  readonly resolvers: readonly string[];
  readonly questions: readonly DnsQuestion[];
  /** In the order in which Exchange would try them; empty when DNS gives nobody to call. */
  readonly routes: readonly Route[];
}

/** Hosts behind an MX record that are asked for their addresses. */
const MAX_HOSTS = 4;

/**
 * Where mail for this name goes: to the hosts of its MX record, or where it has none to the name itself, as a smart host is resolved. An address
 * needs no questions.
 *
 * @param servers name servers to ask instead of the machine's own, `192.0.2.53` or `192.0.2.53:5353`
 * @source https://learn.microsoft.com/powershell/module/exchange/set-sendconnector#-smarthosts (a smart host may be an MX or an A record)
 */
export async function routesTo(name: string, timeoutMilliseconds: number, servers: readonly string[] = []): Promise<Routing> {
  if (isIP(name) !== 0) return { resolvers: [], questions: [], routes: [{ host: name, address: name }] };
  const dns = new Questions(timeoutMilliseconds, servers);
  const mx = await dns.ask(name, 'MX');
  // A name that does not exist has no addresses either.
  const hosts = mx.hosts.length > 0 ? mx.hosts.slice(0, MAX_HOSTS) : mx.saysNobody ? [] : [name];
  const routes: Route[] = [];
  for (const host of hosts) {
    const [v4, v6] = await Promise.all([dns.ask(host, 'A'), dns.ask(host, 'AAAA')]);
    routes.push(...[...v4.hosts, ...v6.hosts].map((address) => ({ host, address })));
  }
  return { resolvers: dns.resolvers, questions: dns.asked, routes: routes.slice(0, PROBE_LIMITS.addresses) };
}

interface Answer {
  /** Addresses, or the hosts of an MX record in their order. */
  readonly hosts: readonly string[];
  /** There is no such name, or its null MX record says that it takes no mail (RFC 7505). */
  readonly saysNobody: boolean;
}

/** Answers of one question that are kept; what a domain has beyond that, Exchange would hardly come to. */
const MAX_ANSWERS = 50;

class Questions {
  readonly asked: DnsQuestion[] = [];
  readonly resolvers: readonly string[];
  readonly #resolver: Resolver;

  constructor(timeoutMilliseconds: number, servers: readonly string[]) {
    const tries = 2;
    this.#resolver = new Resolver({ timeout: Math.ceil(timeoutMilliseconds / tries), tries });
    if (servers.length > 0) this.#resolver.setServers(servers);
    this.resolvers = this.#resolver.getServers().slice(0, 16);
  }

  async ask(name: string, type: DnsQuestion['type']): Promise<Answer> {
    const began = performance.now();
    const place = this.asked.length;
    const note = (answers: readonly string[], error: string | null): void => {
      this.asked[place] = { name, type, answers: [...answers], error, milliseconds: Math.round(performance.now() - began) };
    };
    note([], null);
    try {
      if (type === 'MX') {
        const records = (await this.#resolver.resolveMx(name)).slice(0, MAX_ANSWERS).sort((a, b) => a.priority - b.priority);
        note(
          records.map(({ priority, exchange }) => `${priority} ${exchange === '' ? '.' : exchange}`),
          null,
        );
        return { hosts: records.map(({ exchange }) => exchange.toLowerCase()).filter(isHostName), saysNobody: true };
      }
      const addresses = await (type === 'A' ? this.#resolver.resolve4(name) : this.#resolver.resolve6(name));
      note(addresses.slice(0, MAX_ANSWERS), null);
      return { hosts: addresses, saysNobody: false };
    } catch (error) {
      const code = networkErrorCode(error).slice(0, 40);
      note([], code);
      return { hosts: [], saysNobody: code === 'ENOTFOUND' };
    }
  }
}

/**
 * Why there is nobody to call, in the words of Windows' DNS client, by which Exchange writes it into its queues.
 *
 * @source https://learn.microsoft.com/exchange/troubleshoot/mailflow/dns-query-failed
 */
export function dnsFailureWord(questions: readonly DnsQuestion[]): string {
  const errors = questions.flatMap(({ error }) => error ?? []);
  if (errors.includes('ENOTFOUND')) return 'InfoDomainNonexistent';
  if (errors.includes('ETIMEOUT') || errors.includes('ECONNREFUSED')) return 'ErrorTimeout';
  return errors.some((error) => error !== 'ENODATA') ? 'ErrorRetry' : 'InfoNoRecords';
}
