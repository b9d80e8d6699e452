import type { Command } from './conversation.js';
import type { Reply } from './reply.js';

/** What a server offers in its answer to EHLO. */
export interface Offers {
  /** The name that the answering server gives itself. */
  readonly host: string;
  /** Keywords in upper case: `STARTTLS`, `X-ANONYMOUSTLS`, `CHUNKING` …; parameters such as AUTH's mechanisms stand among them. */
  readonly extensions: ReadonlySet<string>;
  /** The largest message in bytes; `undefined` without SIZE or with none stated. */
  readonly size: number | undefined;
  readonly reply: Reply;
}

/**
 * The offers of the session, in order: before TLS the first, after it the second. Newer builds log the answer in one row, older ones one row
 * for each extension; both have become one reply here.
 */
export function offersIn(commands: readonly Command[]): readonly Offers[] {
  return commands.flatMap(({ verb, reply }) => (verb === 'EHLO' && reply !== undefined && reply.code === 250 ? [parseOffers(reply)] : []));
}

function parseOffers(reply: Reply): Offers {
  const [host = '', ...words] = reply.text.split(/\s+/);
  const extensions = new Set(words.map((word) => word.toUpperCase()));
  const size = /\bSIZE (\d+)/i.exec(reply.text)?.[1];
  return { host, extensions, size: size === undefined || Number(size) === 0 ? undefined : Number(size), reply };
}
