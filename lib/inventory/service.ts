import type { Enumeration } from './powershell/enumeration.js';
import { readNames } from './powershell/enumeration.js';

/**
 * What a certificate may be enabled for.
 *
 * The names in this order are documented; as flags they count 1, 2, 4, 8, 16. That the numbers follow the order shows in exports of live
 * servers: 8 for a certificate of IIS alone, 16 for the Auth certificate (SMTP), 27 for the default self-signed one (IMAP, POP, IIS, SMTP).
 * For Federation and UMCallRouter no export with a number is known.
 *
 * @source https://learn.microsoft.com/previous-versions/office/exchange-server-api/ff319670(v=exchg.150) (names)
 * @source https://github.com/microsoft/CSS-Exchange, test data GetExchangeCertificate.xml (numbers)
 */
export const SERVICES = ['IMAP', 'POP', 'UM', 'IIS', 'SMTP', 'Federation', 'UMCallRouter'] as const;

export type Service = (typeof SERVICES)[number];

const ENUMERATION: Enumeration<Service> = { names: SERVICES, numbers: { IMAP: 1, POP: 2, UM: 4, IIS: 8, SMTP: 16 } };

/** The letters that `Format-Table` shows: `IP.WS..`; a dot stands for a service that is not enabled. */
const LETTERS: Readonly<Record<string, Service>> = { I: 'IMAP', P: 'POP', U: 'UM', W: 'IIS', S: 'SMTP', F: 'Federation' };

/** At least five places, so that no word of capitals is taken for letters. */
const LETTER_FORM = /^[IPUWSF.]{5,8}$/;

/** The Services of a certificate: names, a sum of flags, or the letters of a table. */
export function readServices(value: unknown): ReadonlySet<Service> | undefined {
  if (typeof value === 'string' && LETTER_FORM.test(value.trim())) {
    return new Set(value.match(/[A-Z]/g)?.flatMap((letter) => LETTERS[letter] ?? []));
  }
  return readNames(value, ENUMERATION);
}
