import { isSameServer } from '../correlation/same-server.js';
import { remedyStep } from '../correlation/remedy-step.js';
import type { Observation } from '../diagnosis/observation.js';
import type { Reference } from '../diagnosis/rule.js';
import type { ExchangeServer } from '../inventory/exchange-server.js';
import { deadlineAt } from './deadline.js';
import { DAY, type Watch, type Watched } from './watch.js';

/** A migration to another version takes months. */
const NOTICE_DAYS = 180;

/** So near the end that a migration not under way will come too late. */
const LAST_CALL_DAYS = 30;

const REFERENCES: readonly Reference[] = [
  {
    title: 'Throttling and blocking email from persistently vulnerable Exchange servers',
    url: 'https://techcommunity.microsoft.com/t5/exchange-team-blog/throttling-and-blocking-email-from-persistently-vulnerable/ba-p/3815328',
  },
  {
    title: 'Exchange Server build numbers and release dates',
    url: 'https://learn.microsoft.com/exchange/new-features/build-numbers-and-release-dates',
  },
];

/**
 * Servers whose product gets no more security fixes, or soon won't. Exchange Online slows down and then refuses mail from such servers
 * (4.7.230, 5.7.230), so it ends as a failure of mail flow.
 *
 * @source https://techcommunity.microsoft.com/t5/exchange-team-blog/throttling-and-blocking-email-from-persistently-vulnerable/ba-p/3815328
 */
export const serverOutOfSupport: Watch = {
  id: 'server-out-of-support',
  observe: (watched) =>
    newestEntries(watched).flatMap(({ server, version }) => {
      const { product, endOfSupport, build } = version ?? {};
      if (product === undefined || endOfSupport === undefined) return [];
      // The last day is still supported.
      const end = Date.parse(endOfSupport) + DAY;
      if (end - watched.now > NOTICE_DAYS * DAY) return [];
      return [observationOf({ server, product, build: build ?? 'unknown build', endOfSupport, end }, watched.now)];
    }),
};

interface Ending {
  readonly server: string;
  readonly product: string;
  readonly build: string;
  readonly endOfSupport: string;
  readonly end: number;
}

function observationOf({ server, product, build, endOfSupport, end }: Ending, now: number): Observation {
  const past = end <= now;
  const runs = `${server} runs ${product} (${build})`;
  const days = Math.ceil((end - now) / DAY);
  return {
    watch: serverOutOfSupport.id,
    severity: past ? 'security' : days <= LAST_CALL_DAYS ? 'degraded' : 'info',
    title: past ? 'A server is past its end of support' : 'A server nears its end of support',
    summary: past
      ? `${runs}, whose support ended on ${endOfSupport}: Exchange Online slows down and later refuses mail from such servers.`
      : `${runs}, whose support ends on ${endOfSupport}, in ${days} days; afterwards Exchange Online slows down and later refuses its mail.`,
    server,
    connector: null,
    keyFact: product,
    since: new Date(end - NOTICE_DAYS * DAY).toISOString(),
    deadline: deadlineAt(end, [LAST_CALL_DAYS, NOTICE_DAYS], now),
    causes: [{ id: 'end-of-support', likelihood: 'certain', why: `Microsoft’s support of ${product} ends on ${endOfSupport}.` }],
    remedy: [
      remedyStep({ do: 'See in Exchange Online PowerShell what is said of the server.', command: 'Get-OnPremServerReportInfo' }),
      remedyStep({ do: 'Move to Exchange Server Subscription Edition.' }),
    ],
    references: REFERENCES,
  };
}

interface Entry {
  readonly server: string;
  readonly version: ExchangeServer['version'];
  readonly toldAt: number;
}

/** `Get-ExchangeServer` lists the whole organization on each server: of a server's entries the newest counts. */
function newestEntries({ inventories }: Watched): readonly Entry[] {
  const newest = new Map<string, Entry>();
  for (const { inventory } of inventories) {
    const exported = inventory.exports['exchange-servers'];
    const toldAt = exported?.collectedAt ?? -Infinity;
    for (const { name, version } of exported?.items ?? []) {
      // Under the name that its findings bear, where it was onboarded.
      const server = inventories.find((known) => isSameServer(known.server, name))?.server ?? name;
      const known = newest.get(server.toLowerCase());
      if (known === undefined || toldAt > known.toldAt) newest.set(server.toLowerCase(), { server, version, toldAt });
    }
  }
  return [...newest.values()];
}
