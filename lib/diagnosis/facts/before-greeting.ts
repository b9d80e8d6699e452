import type { SessionFacts } from './session-facts.js';

/** A server greets at once, or after a few seconds of looking us up; a firewall that only pretends to be one never does. */
export const SILENCE_MILLISECONDS = 20_000;

/**
 * How long a connection of ours lasted that ended before the other side had greeted: it hung up on us, or we after a long silence. `undefined`
 * for every other session, and where we left at once: Exchange closes connections that it opened and needs no more.
 */
export function lastedUngreeted({
  direction,
  connected,
  talked,
  closing,
}: Pick<SessionFacts, 'direction' | 'connected' | 'talked' | 'closing'>): number | undefined {
  if (direction !== 'send' || connected === undefined || talked || closing === undefined) return undefined;
  const lasted = closing.record.time - connected.time;
  return closing.by === 'them' || lasted >= SILENCE_MILLISECONDS ? lasted : undefined;
}
