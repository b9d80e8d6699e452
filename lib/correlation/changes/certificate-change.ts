import type { LoggedCertificate } from '../../diagnosis/facts/certificate.js';
import type { SessionFacts } from '../../diagnosis/facts/session-facts.js';
import { day } from '../../diagnosis/words.js';
import type { Change } from './change.js';

/** Whether another certificate was sent or received. None at all counts only where the handshake got far enough to log one. */
export function certificateChanges(good: SessionFacts, bad: SessionFacts): readonly Change[] {
  return [change('sent', good, bad), change('received', good, bad)].filter((found) => found !== undefined);
}

const SIDES = {
  sent: { what: 'our-certificate', told: 'Our certificate' },
  received: { what: 'their-certificate', told: 'The other side’s certificate' },
} as const;

function change(side: LoggedCertificate['side'], good: SessionFacts, bad: SessionFacts): Change | undefined {
  const [before, after] = [good, bad].map((session) => session.certificates.findLast((certificate) => certificate.side === side));
  if (before === undefined && after === undefined) return undefined;
  // Our own certificate is logged before the handshake; theirs only when it succeeds.
  if (after === undefined && (side === 'sent' ? bad.tls === undefined : bad.tls?.outcome !== 'succeeded')) return undefined;
  if (before === undefined && good.tls === undefined) return undefined;
  if (before !== undefined && after !== undefined && isSame(before, after)) return undefined;
  const { what, told } = SIDES[side];
  return {
    what,
    before: before === undefined ? null : nameOf(before),
    after: after === undefined ? null : nameOf(after),
    sentence: `${told} was ${describe(before)}, and then ${describe(after)}.`,
  };
}

/** By thumbprint; where a log masks it, by what else both tell. Nothing to compare is no change. */
function isSame(one: LoggedCertificate, other: LoggedCertificate): boolean {
  for (const key of ['thumbprint', 'serial', 'subject'] as const) {
    if (one[key] !== undefined && other[key] !== undefined) return one[key] === other[key];
  }
  return true;
}

function nameOf({ thumbprint, subject, serial }: LoggedCertificate): string | null {
  return thumbprint ?? subject ?? serial ?? null;
}

function describe(certificate: LoggedCertificate | undefined): string {
  if (certificate === undefined) return 'none';
  const end = certificate.notAfter === undefined ? '' : `, valid until ${day(certificate.notAfter)}`;
  return `${nameOf(certificate) ?? 'one that the log does not name'}${end}`;
}
