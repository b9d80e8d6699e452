import type { Judgement } from '../judgement.js';
import { itemIn } from '../look-up.js';
import { shortThumbprint } from '../phrases.js';
import { citation } from '../told-by.js';
import type { CertificateStanding } from './certificate-standing.js';

/** The certificate is on the server without its private key: that alone explains why it can't be used, and nothing else need be looked for. */
export function keylessCertificate({
  thumbprint,
  hasPrivateKey,
  listed,
  stored,
}: CertificateStanding): ReadonlyMap<string, Judgement> | undefined {
  const source = itemIn(stored)?.hasPrivateKey === false ? stored : listed;
  if (hasPrivateKey !== false || source.found !== true) return undefined;
  const toldBy = [source.toldBy];
  const keyIsMissing = `HasPrivateKey is False for ${shortThumbprint(thumbprint)} ${citation(source.toldBy)}`;
  const without = (what: string): Judgement => ({ likelihood: 'excluded', why: `${keyIsMissing}: ${what}`, toldBy });
  return new Map<string, Judgement>([
    ['no-private-key', { likelihood: 'certain', why: `${keyIsMissing}: only the certificate was imported, not its key.`, toldBy }],
    ['certificate-not-enabled-for-smtp', { ...without('enabling it for SMTP does not bring the key.'), likelihood: 'unlikely' }],
    ['private-key-permission', without('there is no key that a right could be missing on.')],
    ['private-key-damaged', without('there is no key that could be damaged.')],
    ['private-key-unreadable', without('there is no key that could be unreadable.')],
  ]);
}
