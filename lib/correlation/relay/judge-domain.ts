import type { Inventory } from '../../inventory/inventory.js';
import { lastFailureOf, type Failure } from '../failure.js';
import type { Judgement } from '../judgement.js';
import { citation, collectedAfter, toldByExport } from '../told-by.js';
import { acceptanceOf } from './acceptance.js';

/** The rule writes words in place of a domain that it does not know; they hold a blank. */
const DOMAIN = /^[^\s@]+\.[^\s@]+$/;

/** Whether the recipient's domain is missing among the accepted domains. */
export function judgeDomain(failure: Failure, inventory: Inventory): Judgement | undefined {
  const exported = inventory.exports['accepted-domains'];
  const domain = failure.keyFact;
  if (exported === undefined || exported.unreadable.length > 0 || !DOMAIN.test(domain)) return undefined;
  const told = toldByExport(exported, domain);
  const toldBy = [told];
  const acceptance = acceptanceOf(domain, exported.items);
  if (acceptance.accepted) {
    const { by } = acceptance;
    const said = `${domain} is accepted${by.domain === domain ? '' : ` by ${by.domain}`}${by.type === undefined ? '' : ` (${by.type})`} ${citation(told)}`;
    return collectedAfter(told, lastFailureOf(failure)) === true
      ? { likelihood: 'unlikely', why: `${said}, unless it was added after the failure: then the next message is taken.`, toldBy }
      : { likelihood: 'excluded', why: `${said}.`, toldBy };
  }
  if (acceptance.below !== undefined) {
    return {
      likelihood: 'likely',
      why: `${domain} is no accepted domain, but lies below ${acceptance.below.domain}, which is, and which does not take subdomains ${citation(told)}.`,
      toldBy,
    };
  }
  return {
    likelihood: 'possible',
    why: `${domain} is no accepted domain ${citation(told)}: if it is yours, this is the cause; if it is not, the client wants to relay.`,
    toldBy,
  };
}
