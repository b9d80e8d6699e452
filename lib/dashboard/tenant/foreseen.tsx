import type { ObservationAnswer } from '../asking/answers.js';
import { useResource } from '../asking/use-resource.js';
import { HandlingForm } from '../parts/handling-form.js';
import { visible } from '../parts/log-text.js';
import { Moment } from '../parts/moment.js';
import { Remedy } from '../parts/remedy.js';
import { SeverityBadge } from '../parts/severity-badge.js';
import { Trouble } from '../parts/trouble.js';

/** What is seen before any session fails: a certificate that ends, a server that is silent, a log with a gap. */
export function Foreseen({ home }: { readonly home: string }) {
  const { answer, problem, reload } = useResource<{ readonly observations: readonly ObservationAnswer[] }>(`/api/v1${home}/observations`);
  const holding = answer?.observations.filter(({ endedAt }) => endedAt === null) ?? [];
  // What somebody has muted is still there, and in nobody's way.
  const shown = [...holding.filter(({ state }) => state !== 'muted'), ...holding.filter(({ state }) => state === 'muted')];
  if (holding.length === 0) return <Trouble problem={problem} />;
  return (
    <section aria-labelledby="foreseen">
      <h2 id="foreseen">Seen before mail fails</h2>
      <Trouble problem={problem} />
      <ul class="findings">
        {shown.map(({ id, url, severity, state, handling, title, summary, since, remedy }) => (
          <li key={id} class={`card state-${state}`}>
            <p>
              <SeverityBadge severity={severity} /> {title}
            </p>
            <p>{visible(summary)}</p>
            <p class="quiet">
              {state}; since <Moment at={since} />
            </p>
            {remedy.length > 0 && (
              <details>
                <summary>What to do</summary>
                <Remedy steps={remedy} within={id} />
              </details>
            )}
            <details>
              <summary>Handling</summary>
              <HandlingForm handling={handling} choices={['acknowledged', 'muted']} path={url} onDone={reload} />
            </details>
          </li>
        ))}
      </ul>
    </section>
  );
}
