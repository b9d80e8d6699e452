import type { ObservationAnswer } from '../asking/answers.js';
import { useResource } from '../asking/use-resource.js';
import { visible } from '../parts/log-text.js';
import { Moment } from '../parts/moment.js';
import { Remedy } from '../parts/remedy.js';
import { SeverityBadge } from '../parts/severity-badge.js';
import { Trouble } from '../parts/trouble.js';

/** What is seen before any session fails: a certificate that ends, a server that is silent, a log with a gap. */
export function Foreseen({ home }: { readonly home: string }) {
  const { answer, problem } = useResource<{ readonly observations: readonly ObservationAnswer[] }>(`/api/v1${home}/observations`);
  const holding = answer?.observations.filter(({ endedAt }) => endedAt === null) ?? [];
  if (holding.length === 0) return <Trouble problem={problem} />;
  return (
    <section aria-labelledby="foreseen">
      <h2 id="foreseen">Seen before mail fails</h2>
      <Trouble problem={problem} />
      <ul class="findings">
        {holding.map(({ id, severity, title, summary, since, remedy }) => (
          <li key={id} class="card">
            <p>
              <SeverityBadge severity={severity} /> {title}
            </p>
            <p>{visible(summary)}</p>
            <p class="quiet">
              since <Moment at={since} />
            </p>
            {remedy.length > 0 && (
              <details>
                <summary>What to do</summary>
                <Remedy steps={remedy} within={id} />
              </details>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
