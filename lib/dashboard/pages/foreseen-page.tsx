import { Link } from 'wouter-preact';
import type { FleetObservationAnswer } from '../asking/answers.js';
import { useResource } from '../asking/use-resource.js';
import { visible } from '../parts/log-text.js';
import { Moment } from '../parts/moment.js';
import { SeverityBadge } from '../parts/severity-badge.js';
import { Trouble, Waiting } from '../parts/trouble.js';
import { useTitle } from '../parts/use-title.js';

/** As many as one answer of the API holds. */
const SHOWN = 500;

/** What is seen at all tenants before any session fails, gathered by what it is: silent servers, certificates that end. */
export function ForeseenPage() {
  useTitle('Foreseen');
  const { answer, problem } = useResource<{ readonly observations: readonly FleetObservationAnswer[]; readonly nextLink: string | null }>(
    `/api/v1/observations?limit=${SHOWN}`,
  );
  const byTitle = new Map<string, FleetObservationAnswer[]>();
  for (const observation of answer?.observations ?? []) {
    const known = byTitle.get(observation.title);
    if (known === undefined) byTitle.set(observation.title, [observation]);
    else known.push(observation);
  }
  return (
    <article class="foreseen">
      <h1>Seen before mail fails</h1>
      <Trouble problem={problem} />
      {answer === undefined && problem === undefined && <Waiting what="what is foreseen" />}
      {answer?.observations.length === 0 && <p class="well">Nothing: no server is silent, no certificate ends soon.</p>}
      {[...byTitle].map(([title, observations]) => (
        <section key={title} class="card" aria-label={title}>
          <h2>{title}</h2>
          <ul class="uses">
            {observations.map((observation) => (
              <Foreseen key={`${observation.tenant} ${observation.id}`} observation={observation} />
            ))}
          </ul>
        </section>
      ))}
      {answer !== undefined && answer.nextLink !== null && <p class="quiet">There is more; the worst {SHOWN} are shown.</p>}
    </article>
  );
}

function Foreseen({
  observation: { tenant, severity, state, server, connector, keyFact, since, deadline },
}: {
  readonly observation: FleetObservationAnswer;
}) {
  const place = [connector === null ? undefined : `“${visible(connector)}”`, server ?? undefined]
    .filter((part) => part !== undefined)
    .join(' of ');
  return (
    <li>
      <SeverityBadge severity={severity} /> <Link href={`/tenants/${encodeURIComponent(tenant)}`}>{tenant}</Link>
      {place !== '' && `, ${place}`}
      {keyFact !== '' && keyFact !== server && `: ${visible(keyFact)}`}{' '}
      <span class="quiet">
        {deadline === null ? (
          <>
            since <Moment at={since} />
          </>
        ) : (
          <Moment at={deadline} />
        )}
        {state !== 'open' && `, ${state}`}
      </span>
    </li>
  );
}
