import { Link } from 'wouter-preact';
import { passedStages } from '../../diagnosis/stage.js';
import type { FindingAnswer, SessionAnswer } from '../asking/answers.js';
import { useResource } from '../asking/use-resource.js';
import { CertificateCard } from '../parts/certificate-card.js';
import { certificatesOf } from '../parts/certificates-of.js';
import { Dialogue } from '../parts/dialogue.js';
import { LogLines } from '../parts/log-lines.js';
import { visible } from '../parts/log-text.js';
import { Trouble, Waiting } from '../parts/trouble.js';
import { useTitle } from '../parts/use-title.js';

/** One failed session: who said what, and where it broke; the raw records one click away. */
export function SessionPage({ tenant, session }: { readonly tenant: string; readonly session: string }) {
  const home = `/tenants/${encodeURIComponent(tenant)}`;
  const { answer, problem } = useResource<SessionAnswer>(`/api/v1${home}/sessions/${encodeURIComponent(session)}`);
  const findingId = answer?.finding ?? undefined;
  const { answer: found } = useResource<FindingAnswer>(
    findingId === undefined ? undefined : `/api/v1${home}/findings/${encodeURIComponent(findingId)}`,
  );
  useTitle(answer === undefined ? 'Session' : `Session ${answer.sessionId}`);
  if (answer === undefined) return problem === undefined ? <Waiting what="the session" /> : <Trouble problem={problem} />;
  const { connector, server, stream, outcome, stage, records, recordsLeftOut } = answer;
  return (
    <article class="session">
      <Trouble problem={problem} />
      <p class="path">
        <Link href={home}>{tenant}</Link>
        {findingId !== undefined && (
          <>
            {' '}
            › <Link href={`${home}/findings/${encodeURIComponent(findingId)}`}>the finding</Link>
          </>
        )}
      </p>
      <h1>
        Session {visible(answer.sessionId)}: {outcome}
      </h1>
      <p>
        On “{visible(connector)}” of {server} ({stream}); {passedStages(stage ?? undefined)}.
      </p>
      {recordsLeftOut > 0 && (
        <p class="caution">
          {recordsLeftOut.toLocaleString()} records are left out: the session is longer than can be kept, and its log is gone.
        </p>
      )}
      <Dialogue records={records} server={server} evidence={found?.evidence ?? []} />
      <Certificates session={answer} />
      <details>
        <summary>Raw records</summary>
        <LogLines kind="raw" lines={records} />
      </details>
    </article>
  );
}

function Certificates({ session }: { readonly session: SessionAnswer }) {
  const certificates = certificatesOf(session);
  return certificates.length === 0 ? null : (
    <section aria-labelledby="certificates">
      <h2 id="certificates">Certificates</h2>
      {certificates.map(({ told, certificate }, index) => (
        <CertificateCard key={index} told={told} certificate={certificate} />
      ))}
    </section>
  );
}
