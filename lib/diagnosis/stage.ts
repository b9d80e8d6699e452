import { isDelivered } from './facts/message.js';
import type { SessionFacts } from './facts/session-facts.js';

/** The steps of a session in their order. */
export const STAGES = ['connect', 'banner', 'ehlo', 'starttls', 'certificate', 'tls', 'auth', 'mail', 'rcpt', 'data', 'delivered'] as const;

export type Stage = (typeof STAGES)[number];

/** Commands that are asked only once EHLO was answered, or once the greeting was read. */
const AFTER_EHLO: ReadonlySet<string> = new Set(['STARTTLS', 'X-ANONYMOUSTLS', 'AUTH', 'X-EXPS', 'MAIL', 'RCPT', 'DATA', 'BDAT']);
const AFTER_BANNER: ReadonlySet<string> = new Set(['EHLO', 'HELO']);

/**
 * How far the session got: the last step that succeeded, or `undefined` when not even the connection stood. It acquits whatever lies before
 * it: with EHLO answered, neither DNS nor the firewall keeps port 25 shut.
 */
export function stageOf(facts: SessionFacts): Stage | undefined {
  const accepted = (verb: string) => facts.commands.some((command) => command.verb === verb && (command.reply?.code ?? 999) < 400);
  // In an excerpt that begins later, a command tells that what must come before it worked.
  const cutOffBefore = (verbs: ReadonlySet<string>) => facts.connected === undefined && facts.commands.some(({ verb }) => verbs.has(verb));
  if (facts.messages.some(isDelivered)) return 'delivered';
  if (facts.commands.some(({ verb, intermediate }) => verb === 'DATA' && intermediate?.code === 354)) return 'data';
  if (accepted('RCPT')) return 'rcpt';
  if (accepted('MAIL')) return 'mail';
  if (facts.authentications.some(({ outcome }) => outcome === 'succeeded')) return 'auth';
  if (facts.tls?.outcome === 'succeeded') return 'tls';
  if (facts.certificates.some(({ side }) => side === 'sent')) return 'certificate';
  if (accepted('STARTTLS') || facts.tls !== undefined) return 'starttls';
  if (accepted('EHLO') || accepted('HELO') || cutOffBefore(AFTER_EHLO)) return 'ehlo';
  if (facts.greeting !== undefined || cutOffBefore(AFTER_BANNER)) return 'banner';
  return facts.connected !== undefined || facts.talked ? 'connect' : undefined;
}

const SAYS: Readonly<Record<Stage, string>> = {
  connect: 'the TCP connection',
  banner: 'the greeting',
  ehlo: 'EHLO',
  starttls: 'STARTTLS',
  certificate: 'our certificate',
  tls: 'TLS',
  auth: 'authentication',
  mail: 'MAIL FROM',
  rcpt: 'RCPT TO',
  data: 'DATA',
  delivered: 'delivery',
};

/** What a step that worked clears of suspicion, and everything after it too. */
const ACQUITS: Partial<Record<Stage, string>> = {
  connect: 'a firewall that keeps port 25 shut',
  banner: 'an SMTP service that is down',
};

/** What can't be the cause, because the session got past it: `so it is neither … nor …`; `undefined` when nothing is cleared. */
export function acquittal(stage: Stage | undefined): string | undefined {
  const passed = stage === undefined ? [] : STAGES.slice(0, STAGES.indexOf(stage) + 1);
  const cleared = passed.flatMap((step) => ACQUITS[step] ?? []);
  if (cleared.length === 0) return undefined;
  return cleared.length === 1 ? `so it is not ${cleared.join()}` : `so it is neither ${cleared.join(' nor ')}`;
}

/** The stages that were passed, for a sentence: `the TCP connection, the greeting, EHLO and STARTTLS worked`. */
export function passedStages(stage: Stage | undefined): string {
  if (stage === undefined) return 'not even the TCP connection stood';
  const skipped: ReadonlySet<Stage> = new Set(['certificate', 'tls', 'auth']);
  const passed = STAGES.slice(0, STAGES.indexOf(stage) + 1).filter((step) => step === stage || !skipped.has(step));
  // A certificate that was sent is not yet a step that worked.
  const names = passed.filter((step) => step !== 'certificate').map((step) => SAYS[step]);
  const last = names.pop() ?? '';
  return `${names.length === 0 ? last : `${names.join(', ')} and ${last}`} worked`;
}
