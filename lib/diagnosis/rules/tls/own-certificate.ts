import { certificateBefore, type LoggedCertificate } from '../../facts/certificate.js';
import type { Scene } from '../../facts/scene.js';
import type { SessionFacts } from '../../facts/session-facts.js';
import type { Cause, Match, RemedyStep } from '../../rule.js';
import { day, namedConnector } from '../../words.js';

/** What the rules about Exchange's own certificate share: the handshake failed on this side, over a certificate of this server. */
export interface OwnCertificateFailure {
  readonly certificate: LoggedCertificate | undefined;
  /** Milliseconds from the certificate's row to the failure. A few mean that nothing went over the wire in between. */
  readonly delay: number | undefined;
}

/** A handshake that failed with this Schannel status, and the certificate of ours that was logged before it. */
export function ownCertificateFailure(session: SessionFacts, error: string): Match<OwnCertificateFailure> | undefined {
  const failure = session.tls;
  if (failure?.error !== error) return undefined;
  const certificate = certificateBefore(failure.record, 'sent', session);
  const sentAt = certificate?.records.at(-1)?.time;
  const delay = sentAt === undefined ? undefined : failure.record.time - sentAt;
  return { evidence: [...(certificate?.records ?? []), failure.record], details: { certificate, delay } };
}

/** What an error text tells of such a failure: that it is one, and no more. */
export const WITHOUT_CERTIFICATE: OwnCertificateFailure = { certificate: undefined, delay: undefined };

/** Where and how fast it failed, to begin a sentence: the speed is what acquits the network. */
export function failsOnOurSide({ delay }: OwnCertificateFailure, scene: Scene): string {
  const peer = scene.remote === undefined ? '' : ` with ${scene.remote.text}`;
  const after = delay === undefined ? '' : `, ${delay} ms after our certificate was chosen`;
  return `TLS on ${namedConnector(scene)}${peer} fails on our own side${after}`;
}

/** `2D21517C…3312`: enough for the eye; commands carry the whole. */
export function shortThumbprint(certificate: LoggedCertificate | undefined): string {
  const thumbprint = certificate?.thumbprint;
  return thumbprint === undefined ? 'whose thumbprint the log does not show' : `${thumbprint.slice(0, 8)}…${thumbprint.slice(-4)}`;
}

/** The thumbprint for a command. A masked or missing one is never made up: the reader fills in what the step before showed. */
export function thumbprintArgument(certificate: LoggedCertificate | undefined): string {
  return certificate?.thumbprint ?? "'<thumbprint from step 1>'";
}

/** The seed of all grief: “yes” makes the certificate the default one and breaks what servers use among themselves. */
const ANSWER_NO =
  'Exchange asks whether to overwrite the existing default SMTP certificate: answer No (N), and do not use -Force. ' +
  'Yes would replace the certificate that Exchange servers use among themselves and break EdgeSync and direct trust.';

/** What gives Exchange the right to a certificate's private key, for a step that enables it; `thumbprint` as the command takes it. */
export function enableForSmtp(thumbprint: string): Pick<RemedyStep, 'command' | 'caution' | 'undo'> {
  return {
    command: `Enable-ExchangeCertificate -Thumbprint ${thumbprint} -Services SMTP`,
    caution: ANSWER_NO,
    undo: 'Services are only ever added. To go back, enable another certificate for SMTP, then remove this one.',
  };
}

/** Imports a certificate together with its private key. */
export const IMPORT_WITH_KEY =
  "Import-ExchangeCertificate -FileData ([System.IO.File]::ReadAllBytes('<path of the .pfx>')) -Password (Read-Host -AsSecureString)";

/** The step that shows which certificate is meant: by thumbprint, or the list when the log masks it. */
export function lookAtCertificate(certificate: LoggedCertificate | undefined): Pick<RemedyStep, 'do' | 'command'> {
  const fields = 'Thumbprint,Subject,Issuer,Services,Status,NotAfter,HasPrivateKey';
  return certificate?.thumbprint === undefined
    ? {
        do: `Look for the certificate in the log by its subject${certificate?.subject === undefined ? '' : ` (${certificate.subject})`}: the log does not show its thumbprint.`,
        command: `Get-ExchangeCertificate | Format-List ${fields}`,
      }
    : {
        do: 'Look at the certificate: Services should name SMTP, Status should be Valid, HasPrivateKey should be True.',
        command: `Get-ExchangeCertificate -Thumbprint ${certificate.thumbprint} | Format-List ${fields}`,
      };
}

/** The certificate's validity against the time of the session, never against today: expired then, or not yet valid. */
export function validityCause({ certificate }: OwnCertificateFailure, { endedAt }: Scene): readonly Cause[] {
  if (certificate?.notAfter === undefined || certificate.notBefore === undefined || endedAt === undefined) return [];
  const expired = endedAt > certificate.notAfter;
  const early = endedAt < certificate.notBefore;
  const validity = `valid from ${day(certificate.notBefore)} to ${day(certificate.notAfter)}`;
  return [
    {
      id: 'certificate-expired',
      likelihood: expired || early ? 'possible' : 'excluded',
      why: expired
        ? `The certificate had expired when the session failed (${validity}).`
        : early
          ? `The certificate was not yet valid when the session failed (${validity}): compare the server's clock.`
          : `The certificate was ${validity}, so it had not expired when the session failed on ${day(endedAt)}.`,
    },
  ];
}

/** Why the network is innocent. */
export const NETWORK_EXCLUDED: Cause = {
  id: 'network',
  likelihood: 'excluded',
  why: 'The connection stood and the handshake failed on this server: neither the firewall nor the other side is at fault.',
};

/** What sets the queues going again once the certificate is usable. */
export const RETRY_QUEUES: Pick<RemedyStep, 'do' | 'command' | 'verify'> = {
  do: 'Send what waits in the queues now instead of at the next retry.',
  command: "Get-Queue | Where-Object Status -eq 'Retry' | Retry-Queue",
  verify: 'Get-Queue shows the queue empty, or without a LastError.',
};
