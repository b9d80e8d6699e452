import type { SessionFacts } from '../../diagnosis/facts/session-facts.js';
import { isMicrosoftMailHost } from '../../microsoft365/microsoft-mail-host.js';
import { certificateChanges } from './certificate-change.js';
import type { Change } from './change.js';
import { offersChanges } from './offers-change.js';
import { remoteChanges } from './remote-change.js';

/**
 * What differs between the last good and the first bad session of one connector with one remote, the most telling first. Only what both
 * sessions show is compared: a session that failed early shows less, and that is its failure, not a change.
 */
export function whatChanged(lastGood: SessionFacts, firstBad: SessionFacts): readonly Change[] {
  return [
    ...certificateChanges(lastGood, firstBad),
    ...tlsVersionChange(lastGood, firstBad),
    ...trustChange(lastGood, firstBad),
    ...rightsChange(lastGood, firstBad),
    ...offersChanges(lastGood, firstBad),
    ...sizeLimitChange(lastGood, firstBad),
    ...remoteChanges(lastGood, firstBad),
    ...ehloNameChange(lastGood, firstBad),
    ...localAddressChange(lastGood, firstBad),
  ];
}

function tlsVersionChange(good: SessionFacts, bad: SessionFacts): readonly Change[] {
  return difference('tls-version', 'TLS was agreed as', good.tls?.version, bad.tls?.version);
}

/** What Exchange made of the other side's certificate: as the own organisation's it may do more. */
function trustChange(good: SessionFacts, bad: SessionFacts): readonly Change[] {
  const [before, after] = [good, bad].map(({ tlsDomain }) => tlsDomain && `${tlsDomain.capabilities} (${tlsDomain.status})`);
  return difference('trust', 'The other side’s certificate was given', before, after);
}

/** The rights of a session follow from the connector that takes it, and from a logon: without one they are others by right. */
function rightsChange(good: SessionFacts, bad: SessionFacts): readonly Change[] {
  if ([good, bad].some(({ messages }) => messages.length === 0) || isLoggedOn(good) !== isLoggedOn(bad)) return [];
  const [before, after] = [good, bad].map(({ permissions }) => permissions && ([...permissions.granted].sort().join(' ') || 'none'));
  return difference('rights', 'The session had the rights', before, after);
}

function isLoggedOn({ authentications }: SessionFacts): boolean {
  return authentications.some(({ outcome }) => outcome === 'succeeded');
}

function sizeLimitChange(good: SessionFacts, bad: SessionFacts): readonly Change[] {
  const [before, after] = [good, bad].map(({ offers }) => offers[0]?.size?.toString());
  return difference('size-limit', 'Messages were taken up to', before && `${before} bytes`, after && `${after} bytes`);
}

function ehloNameChange(good: SessionFacts, bad: SessionFacts): readonly Change[] {
  const greeter = bad.direction === 'send' ? 'This server' : 'The client';
  const [before, after] = [good.ehloNames[0], bad.ehloNames[0]];
  // As a client too Exchange Online has thousands of machines.
  if (before !== undefined && after !== undefined && isMicrosoftMailHost(before) && isMicrosoftMailHost(after)) return [];
  return difference('ehlo-name', `${greeter} named itself in EHLO`, before, after);
}

/** The port is another one for each connection of a client. */
function localAddressChange(good: SessionFacts, bad: SessionFacts): readonly Change[] {
  return difference('local-address', 'Our own address was', good.local?.address, bad.local?.address);
}

function difference(what: Change['what'], said: string, before: string | undefined, after: string | undefined): readonly Change[] {
  if (before === undefined || after === undefined || before.toLowerCase() === after.toLowerCase()) return [];
  return [{ what, before, after, sentence: `${said} ${before}, and then ${after}.` }];
}
