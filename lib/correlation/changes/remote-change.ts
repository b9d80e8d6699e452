import type { SessionFacts } from '../../diagnosis/facts/session-facts.js';
import { isMicrosoftMailHost } from '../../microsoft365/microsoft-mail-host.js';
import { microsoftMailRange } from '../../microsoft365/microsoft-mail-range.js';
import type { Change } from './change.js';

/** Who answers. Exchange Online has thousands of machines: another address or host of the same service is no change. */
export function remoteChanges(good: SessionFacts, bad: SessionFacts): readonly Change[] {
  return [addressChange(good, bad), hostChange(good, bad), softwareChange(good, bad), maskedChange(good, bad)].filter(
    (change) => change !== undefined,
  );
}

function addressChange(good: SessionFacts, bad: SessionFacts): Change | undefined {
  const before = good.remote?.address;
  const after = bad.remote?.address;
  if (before === undefined || after === undefined || before === after) return undefined;
  const [wasMicrosoft, isMicrosoft] = [before, after].map((address) => microsoftMailRange(address) !== undefined);
  if (wasMicrosoft === true && isMicrosoft === true) return undefined;
  const of = (microsofts: boolean | undefined) => (microsofts === true ? ' (Microsoft’s)' : '');
  return {
    what: 'remote-address',
    before,
    after,
    sentence: `The other side was ${before}${of(wasMicrosoft)}, and then ${after}${of(isMicrosoft)}.`,
  };
}

function hostChange(good: SessionFacts, bad: SessionFacts): Change | undefined {
  const before = greetingHost(good);
  const after = greetingHost(bad);
  if (before === undefined || after === undefined || before.toLowerCase() === after.toLowerCase()) return undefined;
  if (isMicrosoftMailHost(before) && isMicrosoftMailHost(after)) return undefined;
  return { what: 'greeting-host', before, after, sentence: `${greeter(bad)} called itself ${before}, and then ${after}.` };
}

/** A masked greeting has no host name. */
function greetingHost({ greeting }: SessionFacts): string | undefined {
  return greeting === undefined || greeting.masked || greeting.host === '' ? undefined : greeting.host;
}

function softwareChange(good: SessionFacts, bad: SessionFacts): Change | undefined {
  const before = good.greeting?.software;
  const after = bad.greeting?.software;
  if (before === undefined || after === undefined || before === after) return undefined;
  return { what: 'greeting-software', before, after, sentence: `${greeter(bad)} was ${before}, and then ${after}.` };
}

function maskedChange(good: SessionFacts, bad: SessionFacts): Change | undefined {
  if (good.greeting === undefined || bad.greeting === undefined || good.greeting.masked === bad.greeting.masked) return undefined;
  const { masked } = bad.greeting;
  return {
    what: 'greeting-masked',
    before: good.greeting.reply.text,
    after: bad.greeting.reply.text,
    sentence: masked
      ? 'The greeting is now unreadable: a firewall on the way inspects SMTP.'
      : 'The greeting, unreadable before, can be read now: a firewall no longer inspects SMTP.',
  };
}

/** In a send log the other side greets, in a receive log this server. */
function greeter({ direction }: SessionFacts): string {
  return direction === 'send' ? 'The other side' : 'This server';
}
