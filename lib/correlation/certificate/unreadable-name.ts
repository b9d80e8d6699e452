import type { Judgement } from '../judgement.js';
import { citation, type ToldBy } from '../told-by.js';

/** A connector's TlsCertificateName that no certificate can match. */
export function unreadableName(text: string, toldBy: ToldBy): Judgement {
  return {
    likelihood: 'certain',
    why: `TlsCertificateName is “${text}” ${citation(toldBy)}, which is not of the form <I>issuer<S>subject: no certificate can match it. Web pages drop the two marks.`,
    toldBy: [toldBy],
  };
}
