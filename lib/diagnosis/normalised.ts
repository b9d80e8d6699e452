/** Enough to tell two errors apart. */
const MAX_CHARACTERS = 160;

/** What is read of a text for that: a stranger may send megabytes, and the patterns below look back and forth. */
const MAX_READ_CHARACTERS = 2_000;

/**
 * An error text without what differs from case to case: addresses, host names, ids, dates and numbers. Codes at the start stay: they are what the
 * error says. Two texts that are alike in the rest are the same kind of failure.
 */
export function normalised(text: string): string {
  const [, code = '', rest = ''] = /^(\d{3}(?:[ -]\d\.\d{1,3}\.\d{1,3})?)?(.*)$/s.exec(text.slice(0, MAX_READ_CHARACTERS)) ?? [];
  const plain = rest
    .replace(/<[^>\s]*@[^>\s]*>|[^\s<>"',;]+@[^\s<>"',;]+/g, '<address>')
    .replace(/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, '<id>')
    .replace(/\b\d{4}-\d\d-\d\dT[\d:.]+Z?/g, '<time>')
    .replace(/\[?\b\d{1,3}(?:\.\d{1,3}){3}\]?(?::\d+)?/g, '<ip>')
    .replace(/\[?(?:[0-9a-f]{1,4}:){2,7}[0-9a-f]{0,4}\]?(?::\d+)?/gi, '<ip>')
    .replace(/\b(?:[a-z0-9_-]+\.)+[a-z]{2,}\b/gi, '<host>')
    .replace(/\bhttps?:\S+/gi, '<url>')
    .replace(/\b(?=[0-9a-f]*\d)[0-9a-f]{8,}\b/gi, '<id>')
    .replace(/\d+/g, '<n>')
    .replace(/\s+/g, ' ');
  return `${code}${plain}`.trim().slice(0, MAX_CHARACTERS);
}
