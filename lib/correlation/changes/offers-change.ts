import type { SessionFacts } from '../../diagnosis/facts/session-facts.js';
import { listed } from '../phrases.js';
import type { Change } from './change.js';

/**
 * The extensions whose coming or going matters to mail flow. The reply to EHLO is one line of words in newer logs, so a greeting such as
 * `Hello [192.0.2.10]` stands among them: only known words are compared.
 */
const EXTENSIONS = [
  'STARTTLS',
  'X-ANONYMOUSTLS',
  'AUTH',
  'X-EXPS',
  'XOORG',
  'CHUNKING',
  'BINARYMIME',
  '8BITMIME',
  'SMTPUTF8',
  'PIPELINING',
  'DSN',
  'SIZE',
] as const;

/** What is offered before TLS; afterwards STARTTLS goes and AUTH comes by right. */
export function offersChanges(good: SessionFacts, bad: SessionFacts): readonly Change[] {
  const before = good.offers[0]?.extensions;
  const after = bad.offers[0]?.extensions;
  if (before === undefined || after === undefined) return [];
  const lost = EXTENSIONS.filter((extension) => before.has(extension) && !after.has(extension));
  const gained = EXTENSIONS.filter((extension) => !before.has(extension) && after.has(extension));
  const offering = bad.direction === 'send' ? 'The other side' : 'This server';
  return [
    ...(lost.length === 0
      ? []
      : [
          {
            what: 'offers-lost' as const,
            before: lost.join(' '),
            after: null,
            sentence: `${offering} no longer offers ${listed(lost)}.${(lost as readonly string[]).includes('STARTTLS') ? ' Without STARTTLS there is no TLS: a device in between may hide it.' : ''}`,
          },
        ]),
    ...(gained.length === 0
      ? []
      : [
          {
            what: 'offers-gained' as const,
            before: null,
            after: gained.join(' '),
            sentence: `${offering} now offers ${listed(gained)}, which it did not before.`,
          },
        ]),
  ];
}
