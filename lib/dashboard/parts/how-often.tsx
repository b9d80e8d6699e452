import { useMemo } from 'preact/hooks';
import type { ActivityPointAnswer, FindingDetailAnswer } from '../asking/answers.js';
import { useResource } from '../asking/use-resource.js';
import { timesOf, valuesByGroup } from '../tenant/activity-series.js';
import { TimeChart } from './time-chart.js';

const DAY = 86_400_000;
const HOUR = 3_600_000;

/** How often sessions failed by the finding's rule on its connector, hour by hour, in the day up to the last failure. */
export function HowOften({ finding: { tenant, rule, server, connector, lastSeen } }: { readonly finding: FindingDetailAnswer }) {
  const until = Math.ceil((Date.parse(lastSeen) + 1) / HOUR) * HOUR;
  const query = new URLSearchParams({
    ...{ group: 'rule', connector, from: new Date(until - DAY).toISOString(), until: new Date(until).toISOString() },
    ...(server !== null && { server }),
  });
  const { answer } = useResource<{ readonly points: readonly ActivityPointAnswer[] }>(
    `/api/v1/tenants/${encodeURIComponent(tenant)}/activity?${query.toString()}`,
  );
  const drawn = useMemo(() => {
    const points = answer?.points.filter(({ group }) => group === rule) ?? [];
    const times = timesOf(points);
    const values = valuesByGroup(points, times, ({ sessions }) => sessions).get(rule) ?? [];
    return { times, series: [{ name: 'failed sessions', colour: '--blocker', values: values.map((value) => value ?? 0) }] };
  }, [answer, rule]);
  return drawn.times.length === 0 ? null : (
    <section aria-labelledby="how-often">
      <h2 id="how-often">How often</h2>
      <TimeChart says="Sessions that failed so on this connector, by the hour" shape="stacked-bars" {...drawn} />
    </section>
  );
}
