import type { FindingCertificate } from '../../diagnosis/finding.js';
import { CopyButton } from './copy-button.js';
import { visible } from './log-text.js';
import { Moment } from './moment.js';

/** A certificate as the log showed it. Its names were chosen by whoever made it, so they are shown as text only. */
export function CertificateCard({ certificate, told }: { readonly certificate: FindingCertificate; readonly told: string }) {
  const { subject, issuer, serial, thumbprint, notBefore, notAfter, names } = certificate;
  return (
    <article class="card" aria-label={told}>
      <h3>{told}</h3>
      <dl>
        <Row name="Subject" text={subject} />
        <Row name="Issued by" text={issuer} />
        <dt>Thumbprint</dt>
        <dd>
          {thumbprint === null ? (
            'not in the log'
          ) : (
            <>
              <code>{thumbprint}</code> <CopyButton text={thumbprint} of="the thumbprint" />
            </>
          )}
        </dd>
        <Row name="Serial" text={serial} />
        {notBefore !== null && notAfter !== null && (
          <>
            <dt>Valid</dt>
            <dd>
              <Moment at={notBefore} /> to <Moment at={notAfter} />
            </dd>
          </>
        )}
        <Row name="Names" text={names.length === 0 ? null : names.join(', ')} />
      </dl>
    </article>
  );
}

function Row({ name, text }: { readonly name: string; readonly text: string | null }) {
  return text === null ? null : (
    <>
      <dt>{name}</dt>
      <dd>{visible(text)}</dd>
    </>
  );
}
