import type { Note } from '../../correlation/correlated.js';
import type { Finding } from '../../diagnosis/finding.js';
import { moment } from '../moment.js';
import { printable } from '../printable.js';
import type { Style } from '../style.js';
import { wrap } from '../wrap.js';
import type { Beginning } from './beginning.js';
import type { Recovery } from './recovery.js';

/** What changed between the last healthy session and the first failure; empty where no healthy session was seen. */
export function printBeginning(beginning: Beginning | undefined, style: Style): string {
  if (beginning === undefined) return '';
  const { at, lastHealthy, changes } = beginning;
  const told = changes.length === 0 ? ['Nothing that the log shows differs between the two.'] : changes.map(({ sentence }) => sentence);
  return [
    style.strong('What changed'),
    `  Last delivered ${moment(lastHealthy.at)} (session ${printable(lastHealthy.sessionId)}), first failed ${moment(at)}.`,
    ...told.map((sentence) => `  ${wrap(printable(sentence), 98, '  ')}`),
  ].join('\n');
}

/** Destinations that are named without being asked for. */
const SHOWN_MEMBERS = 5;

/** What a gathered finding stands for, the most sessions first: some of it, or with `--verbose` all. Empty for one that stands for itself. */
export function printMembers(members: readonly Finding[], style: Style, verbose: boolean): string {
  if (members.length === 0) return '';
  const sorted = [...members].sort((one, other) => other.sessions - one.sessions || (one.id < other.id ? -1 : 1));
  const shown = verbose ? sorted : sorted.slice(0, SHOWN_MEMBERS);
  const lines = shown.map(
    ({ keyFact, remote, sessions, rule, firstSeen, lastSeen }) =>
      `  ${printable(keyFact)}${remote === null || remote === keyFact ? '' : ` (${printable(remote)})`}: ${rule}, ${sessions} session${sessions === 1 ? '' : 's'}, ` +
      (firstSeen === lastSeen ? moment(firstSeen) : `${moment(firstSeen)} to ${moment(lastSeen)}`),
  );
  const left = sorted.length - shown.length;
  return [style.strong('What it stands for'), ...lines, ...(left === 0 ? [] : [`  … and ${left} more: --verbose lists them all.`])].join(
    '\n',
  );
}

/** That mail flows again, as far as the logs go; empty where they do not show it. */
export function printRecovery(recovery: Recovery | undefined, style: Style): string {
  if (recovery === undefined) return '';
  const { kind, at, sessionId, tlsVersion } = recovery;
  const how = tlsVersion === null ? 'in plain text, without TLS' : `over ${tlsVersion}`;
  const fallback =
    kind === 'tls-plaintext-fallback'
      ? '\n  Exchange fell back to plain text: the mail gets through, and the fault is still there (tls-plaintext-fallback).'
      : '';
  return `${style.strong('It flows again')}\n  Delivered ${moment(at)} on the same connector to the same host, ${how} (session ${printable(sessionId)}).${fallback}`;
}

/** What the inventory and Microsoft's published ranges add. */
export function printNotes(notes: readonly Note[], style: Style): string {
  if (notes.length === 0) return '';
  const lines = notes.flatMap(({ weight, sentence, command }, index) => {
    const told = wrap(printable(sentence), 98, '  ');
    // What several notes in a row say to look at is said once, below the last of them.
    const isSaidBelow = command === notes[index + 1]?.command;
    return [
      `  ${weight === 'warning' ? style.caution(told) : told}`,
      ...(command === null || isSaidBelow ? [] : [`     > ${style.command(printable(command))}`]),
    ];
  });
  return [style.strong('What else is known'), ...lines].join('\n');
}
