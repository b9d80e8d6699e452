import type { Circumstances } from '../correlated.js';
import type { Judgement } from '../judgement.js';
import { itemIn } from '../look-up.js';
import { minute, shortThumbprint } from '../phrases.js';
import { citation, collectedAfter, type ToldBy } from '../told-by.js';
import type { CertificateStanding } from './certificate-standing.js';

type Judgements = ReadonlyMap<string, Judgement>;

/** What the certificate's services say of the right to its private key: enabling a certificate for SMTP is what gives it. */
export function judgeSmtpService(
  standing: CertificateStanding,
  failedAt: number,
  { certificateLastWorked }: Circumstances,
): Judgements | undefined {
  const { enabledForSmtp, listed } = standing;
  if (enabledForSmtp === undefined || listed.found !== true) return undefined;
  if (enabledForSmtp) return enabled(standing, listed.toldBy, failedAt);
  return certificateLastWorked === undefined
    ? notEnabled(standing, listed.toldBy, failedAt)
    : notListedYetItWorked(standing, listed.toldBy, Date.parse(certificateLastWorked));
}

/** Services are only ever added, so a list from after the failure tells of the failure too; one from before may have been overtaken. */
function notEnabled(standing: CertificateStanding, toldBy: ToldBy, failedAt: number): Judgements {
  const services = [...(itemIn(standing.listed)?.services ?? [])];
  const said = `Certificate ${shortThumbprint(standing.thumbprint)} is enabled for ${services.length === 0 ? 'no service' : `${services.join(', ')}, and not for SMTP`} ${citation(toldBy)}`;
  if (collectedAfter(toldBy, failedAt) !== true) {
    return new Map([
      [
        'certificate-not-enabled-for-smtp',
        { likelihood: 'likely', why: `${said}. The list is not known to be newer than the failure: look again.`, toldBy: [toldBy] },
      ],
    ]);
  }
  const excluded: Judgement = {
    likelihood: 'excluded',
    why: `${said}: the right to the private key was never given, so it cannot have been lost.`,
    toldBy: [toldBy],
  };
  return new Map<string, Judgement>([
    [
      'certificate-not-enabled-for-smtp',
      { likelihood: 'certain', why: `${said}, so NETWORK SERVICE has no right to its private key.`, toldBy: [toldBy] },
    ],
    ['private-key-permission', excluded],
    ['private-key-damaged', { ...excluded, why: `${said}; the key itself is there (HasPrivateKey). Enable SMTP first.` }],
  ]);
}

/** The list has been seen to go on without SMTP after the service was enabled and mail flowed, so here it proves nothing. */
function notListedYetItWorked({ thumbprint }: CertificateStanding, toldBy: ToldBy, workedAt: number): Judgements {
  const worked = Number.isNaN(workedAt) ? 'before' : `on ${minute(workedAt)}`;
  const name = shortThumbprint(thumbprint);
  return new Map<string, Judgement>([
    [
      'certificate-not-enabled-for-smtp',
      {
        likelihood: 'possible',
        why: `Services of ${name} does not name SMTP ${citation(toldBy)}, but TLS with this certificate worked ${worked}: the list may go on without SMTP although it is enabled, so it is no proof.`,
        toldBy: [toldBy],
      },
    ],
    [
      'private-key-permission',
      {
        likelihood: 'likely',
        why: `TLS with ${name} worked ${worked}, so the right to its private key was there and has been lost. Enabling it for SMTP again restores it.`,
        toldBy: [],
      },
    ],
  ]);
}

function enabled({ thumbprint }: CertificateStanding, toldBy: ToldBy, failedAt: number): Judgements {
  const said = `Certificate ${shortThumbprint(thumbprint)} is enabled for SMTP ${citation(toldBy)}`;
  if (collectedAfter(toldBy, failedAt) !== false) {
    return new Map<string, Judgement>([
      [
        'certificate-not-enabled-for-smtp',
        {
          likelihood: 'possible',
          why: `${said}. The last failure is not known to be newer than that: SMTP may have been enabled in between, and then the next session succeeds.`,
          toldBy: [toldBy],
        },
      ],
      [
        'private-key-permission',
        { likelihood: 'likely', why: `${said}: if it goes on failing, the right to the private key was lost.`, toldBy: [toldBy] },
      ],
    ]);
  }
  return new Map<string, Judgement>([
    [
      'certificate-not-enabled-for-smtp',
      { likelihood: 'excluded', why: `${said}, and it failed afterwards all the same.`, toldBy: [toldBy] },
    ],
    [
      'private-key-permission',
      {
        likelihood: 'likely',
        why: `${said}, and it failed afterwards: the right to the private key was lost, as after an export and import or a restore. Enabling it again restores the right.`,
        toldBy: [toldBy],
      },
    ],
  ]);
}
