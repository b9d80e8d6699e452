import type { ExchangeVersion } from '../../inventory/exchange-version.js';
import type { Inventory } from '../../inventory/inventory.js';
import type { Failure } from '../failure.js';
import { NOTHING_TO_SAY, type Judge, type Judgement } from '../judgement.js';
import { ownServer } from '../own-server.js';
import { citation, toldByExport } from '../told-by.js';

/** Whether the server is one that refuses valid recipients by a known fault of its version. */
export const judgeRecipientNotFound: Judge = (failure, inventory) => {
  const judgement = judgeEdgeFault(failure, inventory);
  return judgement === undefined ? NOTHING_TO_SAY : { causes: new Map([['edge-recipient-validation-bug', judgement]]) };
};

function judgeEdgeFault({ direction }: Failure, inventory: Inventory): Judgement | undefined {
  const exported = inventory.exports['exchange-servers'];
  const server = ownServer(inventory);
  if (direction !== 'receive' || exported === undefined || server?.isEdgeServer === undefined) return undefined;
  const told = toldByExport(exported, server.name);
  const toldBy = [told];
  if (!server.isEdgeServer) {
    return { likelihood: 'excluded', why: `${server.name} is no Edge Transport server ${citation(told)}.`, toldBy };
  }
  if (server.version === undefined) return undefined;
  return isCumulativeUpdate1(server.version)
    ? {
        likelihood: 'likely',
        why: `${server.name} is an Edge Transport server of Exchange 2016 with Cumulative Update 1 ${citation(told)}, which refuses valid recipients where recipient validation is on (KB 3152396). A newer update mends it.`,
        toldBy,
      }
    : {
        likelihood: 'unlikely',
        why: `${server.name} is an Edge Transport server, but not of the version with this fault ${citation(told)}; EdgeSync that stands still does the like. Settled by Test-EdgeSynchronization.`,
        toldBy,
      };
}

function isCumulativeUpdate1({ product, release }: ExchangeVersion): boolean {
  return product === 'Exchange 2016' && release === 'CU1';
}
