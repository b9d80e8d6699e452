import type { CertificateAnswer } from '../asking/answers.js';
import { useResource } from '../asking/use-resource.js';
import { CopyButton } from '../parts/copy-button.js';
import { visible } from '../parts/log-text.js';
import { Moment } from '../parts/moment.js';
import { Trouble, Waiting } from '../parts/trouble.js';

const DAY = 86_400_000;
/** The timeline's length: most certificates are valid for a year. */
const DAYS = 400;
const SOON_DAYS = 30;
const WIDTH = 300;
const HEIGHT = 14;

/** A tenant's certificates, the first to end first, each on a line of time from today on, and what it is used for. */
export function Certificates({ home }: { readonly home: string }) {
  const { answer, problem } = useResource<{ readonly certificates: readonly CertificateAnswer[] }>(`/api/v1${home}/certificates`);
  return (
    <section aria-labelledby="certificates">
      <h2 id="certificates">Certificates</h2>
      <Trouble problem={problem} />
      {answer === undefined && problem === undefined && <Waiting what="the certificates" />}
      {answer?.certificates.length === 0 && <p>None was seen yet.</p>}
      <ul class="certificates">
        {answer?.certificates.map((certificate) => (
          <li key={certificate.thumbprint} class="card">
            <One certificate={certificate} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function One({ certificate: { thumbprint, subject, notAfter, uses, servers } }: { readonly certificate: CertificateAnswer }) {
  return (
    <>
      <p>
        <strong>{visible(subject ?? 'subject not known')}</strong>
      </p>
      <p>
        <code>{thumbprint}</code> <CopyButton text={thumbprint} of={`the thumbprint ${thumbprint}`} />
      </p>
      {notAfter !== null && (
        <p>
          <Lifetime notAfter={notAfter} /> ends <Moment at={notAfter} />
        </p>
      )}
      <ul class="uses">
        {uses.map(({ how, server, connector, takenOverBy }) => (
          <li key={`${how} ${server ?? ''} ${connector ?? ''}`}>
            {USED[how]} {connector === null ? (server ?? '') : `“${visible(connector)}”${server === null ? '' : ` of ${server}`}`}
            {takenOverBy === null && '; nothing usable takes over when it goes'}
          </li>
        ))}
        {servers.map(({ server, services, hasPrivateKey }) => (
          <li key={server}>
            on {server}
            {services !== null && services.length > 0 && ` for ${services.join(', ')}`}
            {hasPrivateKey === false && ', without its private key'}
          </li>
        ))}
      </ul>
    </>
  );
}

const USED: Readonly<Record<CertificateAnswer['uses'][number]['how'], string>> = {
  selected: 'selected by',
  named: 'named by',
  internal: 'used among servers by',
  seen: 'seen on',
};

function Lifetime({ notAfter }: { readonly notAfter: string }) {
  const days = Math.floor((Date.parse(notAfter) - Date.now()) / DAY);
  const says = days < 0 ? 'has ended' : `${days} days left`;
  const length = Math.min(1, Math.max(0, days) / DAYS) * WIDTH;
  return (
    <svg class="lifetime" width={WIDTH} height={HEIGHT} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={says}>
      <rect class="ahead" width={WIDTH} height={HEIGHT} />
      <rect class={days < SOON_DAYS ? 'ending' : 'valid'} width={Math.max(2, length)} height={HEIGHT} />
    </svg>
  );
}
