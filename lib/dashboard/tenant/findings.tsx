import { Link } from 'wouter-preact';
import type { FindingAnswer } from '../asking/answers.js';
import { useResource } from '../asking/use-resource.js';
import { visible } from '../parts/log-text.js';
import { Moment } from '../parts/moment.js';
import { SeverityBadge } from '../parts/severity-badge.js';
import { Trouble, Waiting } from '../parts/trouble.js';

/** What fails at a tenant, the worst first. */
export function Findings({ home }: { readonly home: string }) {
  const { answer, problem } = useResource<{ readonly findings: readonly FindingAnswer[]; readonly nextLink: string | null }>(
    `/api/v1${home}/findings?limit=100`,
  );
  return (
    <section aria-labelledby="findings">
      <h2 id="findings">Findings</h2>
      <Trouble problem={problem} />
      {answer === undefined && problem === undefined && <Waiting what="the findings" />}
      {answer?.findings.length === 0 && <p class="well">None: mail flows.</p>}
      <ul class="findings">
        {answer?.findings.map(({ id, severity, title, summary, state, lastSeen, sessions }) => (
          <li key={id} class={`card state-${state}`}>
            <p>
              <SeverityBadge severity={severity} /> <Link href={`${home}/findings/${encodeURIComponent(id)}`}>{title}</Link>
            </p>
            <p>{visible(summary)}</p>
            <p class="quiet">
              {state}; {sessions.toLocaleString()} {sessions === 1 ? 'session' : 'sessions'}, the last <Moment at={lastSeen} />
            </p>
          </li>
        ))}
      </ul>
      {answer !== undefined && answer.nextLink !== null && <p class="quiet">There are more; the worst hundred are shown.</p>}
    </section>
  );
}
