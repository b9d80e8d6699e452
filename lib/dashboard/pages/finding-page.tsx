import { Link } from 'wouter-preact';
import { acquittal, passedStages } from '../../diagnosis/stage.js';
import type { FindingDetailAnswer } from '../asking/answers.js';
import { useResource } from '../asking/use-resource.js';
import { CertificateCard } from '../parts/certificate-card.js';
import { Causes, Command } from '../parts/causes.js';
import { HandlingForm } from '../parts/handling-form.js';
import { HowOften } from '../parts/how-often.js';
import { LogLines } from '../parts/log-lines.js';
import { visible } from '../parts/log-text.js';
import { Moment } from '../parts/moment.js';
import { References, Remedy } from '../parts/remedy.js';
import { SeverityBadge } from '../parts/severity-badge.js';
import { Trouble, Waiting } from '../parts/trouble.js';
import { useTitle } from '../parts/use-title.js';

/** One finding: what, since when, how often; why; what to do; the lines that prove it. */
export function FindingPage({ tenant, finding }: { readonly tenant: string; readonly finding: string }) {
  const path = `/api/v1/tenants/${encodeURIComponent(tenant)}/findings/${encodeURIComponent(finding)}`;
  const { answer, problem, reload } = useResource<FindingDetailAnswer>(path);
  useTitle(answer?.title ?? 'Finding');
  if (answer === undefined) return problem === undefined ? <Waiting what="the finding" /> : <Trouble problem={problem} />;
  const { causes, remedy, references, certificate, notes } = answer;
  return (
    <article class="finding">
      <Trouble problem={problem} />
      <p class="path">
        <Link href={`/tenants/${encodeURIComponent(tenant)}`}>{tenant}</Link>
      </p>
      <h1>
        <SeverityBadge severity={answer.severity} /> {answer.title}
      </h1>
      <p class="summary">{visible(answer.summary)}</p>
      <Facts finding={answer} />
      <Recovered finding={answer} />
      <HowOften finding={answer} />
      <Beginning finding={answer} />
      <Causes causes={causes} />
      <Remedy steps={remedy} />
      {notes.length > 0 && (
        <section aria-labelledby="notes">
          <h2 id="notes">Also worth knowing</h2>
          <ul>
            {notes.map(({ id, weight, sentence, command }) => (
              <li key={id} class={`note-${weight}`}>
                {visible(sentence)}
                {command !== null && <Command text={command} of="the command of this note" />}
              </li>
            ))}
          </ul>
        </section>
      )}
      {certificate !== null && (
        <section aria-labelledby="certificate">
          <h2 id="certificate">The certificate</h2>
          <CertificateCard certificate={certificate} told="As the log showed it" />
        </section>
      )}
      <Evidence finding={answer} />
      <section aria-labelledby="handling">
        <h2 id="handling">Handling</h2>
        <HandlingForm handling={answer.handling} choices={['acknowledged', 'muted', 'resolved']} path={path} onDone={reload} />
      </section>
      <References references={references} />
    </article>
  );
}

function Facts({ finding }: { readonly finding: FindingDetailAnswer }) {
  const { connector, server, remote, sessions, firstSeen, lastSeen, stage, rule, state, consequences } = finding;
  return (
    <dl class="facts">
      <dt>State</dt>
      <dd>{state}</dd>
      <dt>Connector</dt>
      <dd>{visible(connector)}</dd>
      <dt>Server</dt>
      <dd>{server ?? 'not named by the log'}</dd>
      {remote !== null && (
        <>
          <dt>Remote host</dt>
          <dd>{visible(remote)}</dd>
        </>
      )}
      <dt>Failed</dt>
      <dd>
        {sessions.toLocaleString()} {sessions === 1 ? 'session' : 'sessions'}, <Moment at={firstSeen} />
        {firstSeen !== lastSeen && (
          <>
            {' '}
            to <Moment at={lastSeen} />
          </>
        )}
      </dd>
      <dt>How far it got</dt>
      <dd>{[passedStages(stage ?? undefined), acquittal(stage ?? undefined)].filter((words) => words !== undefined).join('; ')}</dd>
      {consequences.length > 0 && (
        <>
          <dt>Follows from it</dt>
          <dd>{consequences.map(({ title }) => title).join('; ')}</dd>
        </>
      )}
      <dt>Rule</dt>
      <dd>
        <code>{rule}</code>
      </dd>
    </dl>
  );
}

function Recovered({ finding: { recovery } }: { readonly finding: FindingDetailAnswer }) {
  if (recovery === null) return null;
  const { kind, since, last, sessions, orMore } = recovery;
  return (
    <p class={`recovery recovery-${kind}`} role="status">
      <strong>{kind === 'flows-again' ? 'Mail flows again' : 'Mail flows, but only in plain text'}</strong> since <Moment at={since} />:{' '}
      {sessions.toLocaleString()} {orMore ? 'or more ' : ''}healthy {sessions === 1 ? 'session' : 'sessions'} on the same connector with the
      same host, the last at <Moment at={last} />.
    </p>
  );
}

function Beginning({ finding: { beginning } }: { readonly finding: FindingDetailAnswer }) {
  if (beginning === null) return null;
  return (
    <section aria-labelledby="beginning">
      <h2 id="beginning">What changed</h2>
      <p>
        The last healthy session was at <Moment at={beginning.lastHealthy.at} />, the first failure at <Moment at={beginning.at} />.
      </p>
      {beginning.changes.length === 0 ? (
        <p>The logs show no difference between the two.</p>
      ) : (
        <ul>
          {beginning.changes.map(({ what, sentence }) => (
            <li key={what}>{visible(sentence)}</li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Evidence({ finding: { evidence, samples, tenant } }: { readonly finding: FindingDetailAnswer }) {
  return (
    <section aria-labelledby="evidence">
      <h2 id="evidence">The log lines that prove it</h2>
      <LogLines kind="evidence" lines={evidence} />
      <p>
        Whole sessions:{' '}
        {samples.map(({ session, sessionId, at }) =>
          session === undefined ? null : (
            <span key={sessionId} class="sample">
              <Link href={`/tenants/${encodeURIComponent(tenant)}/sessions/${encodeURIComponent(session)}`}>{visible(sessionId)}</Link> (
              <Moment at={at} />){' '}
            </span>
          ),
        )}
      </p>
    </section>
  );
}
