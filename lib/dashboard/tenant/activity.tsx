import { useMemo, useState } from 'preact/hooks';
import type { Outcome } from '../../diagnosis/outcome.js';
import type { ActivityPointAnswer } from '../asking/answers.js';
import { useResource } from '../asking/use-resource.js';
import { Choice, FilterForm } from '../parts/filter-form.js';
import { TimeChart, type Series } from '../parts/time-chart.js';
import { Trouble, Waiting } from '../parts/trouble.js';
import { SPAN_LENGTHS, timesOf, valuesByGroup, type Span } from './activity-series.js';

interface Points {
  readonly points: readonly ActivityPointAnswer[];
  readonly nextLink: string | null;
}

/** From the bottom of the bars up. */
const COLOURS: Readonly<Record<Outcome, string>> = {
  delivered: '--good',
  idle: '--line',
  open: '--quiet',
  deferred: '--info',
  rejected: '--degraded',
  dropped: '--security',
  'auth-failed': '--security',
  'tls-failed': '--blocker',
  'connect-failed': '--blocker',
};

const TLS_COLOURS = ['--good', '--info', '--degraded', '--blocker', '--security'];

/** How far back the charts look, and whether by the hour or by the day. */
const PERIODS = {
  day: { says: 'the last 24 hours', days: 1, by: 'hour' },
  week: { says: 'the last 7 days', days: 7, by: 'hour' },
  month: { says: 'the last 31 days', days: 31, by: 'day' },
} as const satisfies Record<string, { readonly says: string; readonly days: number; readonly by: Span }>;
type Period = keyof typeof PERIODS;

const PERIOD_CHOICES = (Object.keys(PERIODS) as Period[]).map((period) => [period, PERIODS[period].says] as const);

/** What a tenant's servers did by hour or day: outcomes, versions of TLS, and how long sessions took; of one server or connector, if asked. */
export function Activity({ home }: { readonly home: string }) {
  const [server, setServer] = useState('');
  const [connector, setConnector] = useState('');
  const [period, setPeriod] = useState<Period>('day');
  const [zoom, setZoom] = useState<{ from: number; until: number }>();
  const { from, until, by } = zoom === undefined ? lately(period) : { ...zoom, by: 'hour' as const };
  const ask = (group: string) =>
    `/api/v1${home}/activity?${new URLSearchParams({
      ...{ group, by, from: new Date(from).toISOString(), until: new Date(until).toISOString() },
      ...(server !== '' && { server }),
      ...(connector !== '' && { connector }),
    }).toString()}`;
  const outcomes = useResource<Points>(ask('outcome'));
  const versions = useResource<Points>(ask('tls'));
  const all = useResource<Points>(ask('none'));
  const servers = useGroups(home, 'server');
  const connectors = useGroups(home, 'connector');
  const zoomTo = useMemo(
    () => (begin: number, end: number) => {
      setZoom({ from: begin, until: end });
    },
    [],
  );
  return (
    <section aria-labelledby="activity">
      <h2 id="activity">Activity</h2>
      <FilterForm>
        <Choice
          name="Time"
          chosen={period}
          choices={PERIOD_CHOICES}
          onChoose={(chosen) => {
            setPeriod(chosen);
            setZoom(undefined);
          }}
        />
        <Choice name="Server" chosen={server} choices={orAll(servers)} onChoose={setServer} />
        <Choice name="Connector" chosen={connector} choices={orAll(connectors)} onChoose={setConnector} />
        {zoom !== undefined && (
          <button
            type="button"
            onClick={() => {
              setZoom(undefined);
            }}
          >
            Zoom out
          </button>
        )}
      </FilterForm>
      <Trouble problem={outcomes.problem ?? versions.problem ?? all.problem} />
      {outcomes.answer === undefined && outcomes.problem === undefined && <Waiting what="the activity" />}
      {typeof outcomes.answer?.nextLink === 'string' && (
        <p class="quiet">There is more than one look shows; choose a server, or zoom in.</p>
      )}
      <Outcomes points={outcomes.answer?.points} by={by} onZoom={zoomTo} />
      <Versions points={versions.answer?.points} by={by} onZoom={zoomTo} />
      <Durations points={all.answer?.points} by={by} onZoom={zoomTo} />
    </section>
  );
}

/** To the end of the present hour or day, so that the question stays the same as long as its answer would. */
function lately(period: Period) {
  const { days, by } = PERIODS[period];
  const until = (Math.floor(Date.now() / SPAN_LENGTHS[by]) + 1) * SPAN_LENGTHS[by];
  return { from: until - days * SPAN_LENGTHS.day, until, by };
}

interface ChartProps {
  readonly points: readonly ActivityPointAnswer[] | undefined;
  readonly by: Span;
  readonly onZoom: (from: number, until: number) => void;
}

function Outcomes({ points, by, onZoom }: ChartProps) {
  const drawn = useMemo(() => {
    const times = timesOf(points ?? [], by);
    const groups = valuesByGroup(points ?? [], times, ({ sessions }) => sessions);
    const series = Object.entries(COLOURS).flatMap(([name, colour]): Series[] => {
      const values = groups.get(name);
      return values === undefined ? [] : [{ name, colour, values: values.map((value) => value ?? 0) }];
    });
    return { times, series };
  }, [points, by]);
  if (points === undefined) return null;
  if (points.length === 0) return <p>Nothing was seen in this time.</p>;
  return <TimeChart says="Sessions by what became of them" shape="stacked-bars" onZoom={onZoom} {...drawn} />;
}

function Versions({ points, by, onZoom }: ChartProps) {
  const drawn = useMemo(() => {
    const times = timesOf(points ?? [], by);
    const groups = [...valuesByGroup(points ?? [], times, ({ sessions }) => sessions)].sort(([a], [b]) => (a < b ? 1 : -1));
    const series = groups.map(([name, values], index): Series => ({
      name,
      colour: TLS_COLOURS[index % TLS_COLOURS.length] ?? '--quiet',
      values: values.map((value) => value ?? 0),
    }));
    return { times, series };
  }, [points, by]);
  return points === undefined || points.length === 0 ? null : (
    <TimeChart says="Sessions by version of TLS" shape="stacked-bars" onZoom={onZoom} {...drawn} />
  );
}

function Durations({ points, by, onZoom }: ChartProps) {
  const drawn = useMemo(() => {
    const times = timesOf(points ?? [], by);
    const values = (valueOf: (point: ActivityPointAnswer) => number | null) => valuesByGroup(points ?? [], times, valueOf).get('') ?? [];
    const series: Series[] = [
      { name: 'half of them took at most', colour: '--info', values: values(({ p50Milliseconds }) => p50Milliseconds) },
      { name: '95 of 100 took at most', colour: '--degraded', values: values(({ p95Milliseconds }) => p95Milliseconds) },
    ];
    return { times, series };
  }, [points, by]);
  return points === undefined || points.length === 0 ? null : (
    <TimeChart says="How long sessions took, in milliseconds" shape="lines" onZoom={onZoom} {...drawn} />
  );
}

/** The servers, or connectors, that did anything in the last day. */
function useGroups(home: string, group: 'server' | 'connector'): readonly string[] {
  const { answer } = useResource<Points>(`/api/v1${home}/activity?group=${group}`);
  return [...new Set(answer?.points.flatMap((point) => point.group ?? []))].sort();
}

function orAll(names: readonly string[]): readonly (readonly [string, string])[] {
  return [['', 'all'], ...names.map((name) => [name, name] as const)];
}
