import type { Reply } from './reply.js';

/** Who the other side, or we, claim to be. */
export interface Greeting {
  readonly reply: Reply;
  /** The first word: by RFC 5321 the host's name. */
  readonly host: string;
  /** The server software where the greeting tells: `Exchange`, `Postfix` … */
  readonly software: string | undefined;
  /** The greeting was made unreadable on its way: a firewall inspects SMTP. */
  readonly masked: boolean;
}

const SOFTWARE: readonly (readonly [RegExp, string])[] = [
  [/\bMicrosoft ESMTP MAIL Service ready\b/i, 'Exchange'],
  [/\bMicrosoft ESMTP MAIL Service, Version\b/i, 'IIS SMTP'],
  [/\bPostfix\b/i, 'Postfix'],
  [/\bExim\b/i, 'Exim'],
  [/\bSendmail\b/i, 'Sendmail'],
  [/\bhMailServer\b/i, 'hMailServer'],
  [/\bgsmtp\b/i, 'Gmail'],
  [/\bProofpoint\b/i, 'Proofpoint'],
  [/\bBarracuda\b/i, 'Barracuda'],
  [/\bMimecast\b/i, 'Mimecast'],
];

/** Reads a `220` greeting. A Cisco “fixup” replaces its letters by asterisks. */
export function parseGreeting(reply: Reply): Greeting {
  return new GreetingOfReply(reply);
}

class GreetingOfReply implements Greeting {
  constructor(readonly reply: Reply) {}

  get host(): string {
    return /^\S*/.exec(this.reply.text)?.[0] ?? '';
  }

  get software(): string | undefined {
    return SOFTWARE.find(([sign]) => sign.test(this.reply.text))?.[1];
  }

  get masked(): boolean {
    return /^[*\s02]*\*{3,}[*\s02]*$/.test(this.reply.text);
  }
}
