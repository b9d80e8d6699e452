import { certificateFact } from '../../diagnosis/certificate-fact.js';
import { certificatesIn } from '../../diagnosis/facts/certificate.js';
import type { FindingCertificate } from '../../diagnosis/finding.js';
import type { SessionAnswer } from '../asking/answers.js';

/** The certificates that a session showed, ours and theirs, in the order of the log. */
export function certificatesOf({
  records,
  connector,
  sessionId,
}: SessionAnswer): readonly { told: string; certificate: FindingCertificate }[] {
  const logged = certificatesIn(
    records.map(({ time, file, line, ...record }) => ({
      ...record,
      connector,
      sessionId,
      time: Date.parse(time),
      source: { file, line, offset: 0 },
    })),
  );
  return logged.map((certificate) => ({
    told: certificate.side === 'sent' ? 'The certificate that we sent' : 'The certificate that we received',
    certificate: certificateFact(certificate),
  }));
}
