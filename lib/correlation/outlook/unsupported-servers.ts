import type { Inventory } from '../../inventory/inventory.js';
import { remedyStep } from '../remedy-step.js';
import { toldByExport } from '../told-by.js';
import type { Warning } from './warning.js';

/**
 * Servers whose product gets no more security fixes. Exchange Online slows down and then refuses mail from such servers (4.7.230, 5.7.230).
 *
 * @source https://techcommunity.microsoft.com/t5/exchange-team-blog/throttling-and-blocking-email-from-persistently-vulnerable/ba-p/3815328
 */
export function unsupportedServers({ exports }: Inventory, now: number): readonly Warning[] {
  const exported = exports['exchange-servers'];
  return (exported?.items ?? []).flatMap(({ name, version }) => {
    const { product, build, endOfSupport } = version ?? {};
    // The last day is still supported.
    if (exported === undefined || product === undefined || endOfSupport === undefined || !isPast(endOfSupport, now)) return [];
    return [
      {
        id: 'server-past-end-of-support' as const,
        severity: 'security' as const,
        item: name,
        sentence: `${name} runs ${product} (${build ?? 'unknown build'}), whose support ended on ${endOfSupport}: Exchange Online slows down and later refuses mail from such servers.`,
        due: null,
        withinDays: null,
        step: remedyStep({
          do: 'Move to Exchange Server Subscription Edition. Until then, see in Exchange Online PowerShell what is said of the server.',
          command: 'Get-OnPremServerReportInfo',
        }),
        toldBy: [toldByExport(exported, name)],
      },
    ];
  });
}

function isPast(date: string, now: number): boolean {
  return new Date(now).toISOString().slice(0, 10) > date;
}
