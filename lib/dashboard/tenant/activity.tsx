import { useMemo, useState } from 'preact/hooks';
import type { Outcome } from '../../diagnosis/outcome.js';
import type { ActivityPointAnswer } from '../asking/answers.js';
import { useResource } from '../asking/use-resource.js';
import { TimeChart, type Series } from '../parts/time-chart.js';
import { Trouble, Waiting } from '../parts/trouble.js';
import { hoursOf, valuesByGroup } from './activity-series.js';

interface Points {
  readonly points: readonly ActivityPointAnswer[];
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

/** What a tenant's servers did, hour by hour: outcomes, versions of TLS, and how long sessions took; of one server or connector, if asked. */
export function Activity({ home }: { readonly home: string }) {
  const [server, setServer] = useState('');
  const [connector, setConnector] = useState('');
  const [zoom, setZoom] = useState<{ from: number; until: number }>();
  const span = new URLSearchParams({
    ...(zoom === undefined ? {} : { from: new Date(zoom.from).toISOString(), until: new Date(zoom.until).toISOString() }),
    ...(server !== '' && { server }),
    ...(connector !== '' && { connector }),
  });
  const ask = (group: string) => `/api/v1${home}/activity?${new URLSearchParams({ group, ...Object.fromEntries(span) }).toString()}`;
  const outcomes = useResource<Points>(ask('outcome'));
  const versions = useResource<Points>(ask('tls'));
  const all = useResource<Points>(ask('none'));
  const servers = useGroups(home, 'server');
  const connectors = useGroups(home, 'connector');
  const zoomTo = useMemo(
    () => (from: number, until: number) => {
      setZoom({ from, until });
    },
    [],
  );
  return (
    <section aria-labelledby="activity">
      <h2 id="activity">Activity</h2>
      <form class="filter">
        <Choice name="Server" chosen={server} choices={servers} onChoose={setServer} />
        <Choice name="Connector" chosen={connector} choices={connectors} onChoose={setConnector} />
        {zoom !== undefined && (
          <button
            type="button"
            onClick={() => {
              setZoom(undefined);
            }}
          >
            The last 24 hours
          </button>
        )}
      </form>
      <Trouble problem={outcomes.problem ?? versions.problem ?? all.problem} />
      {outcomes.answer === undefined && outcomes.problem === undefined && <Waiting what="the activity" />}
      <Outcomes points={outcomes.answer?.points} onZoom={zoomTo} />
      <Versions points={versions.answer?.points} onZoom={zoomTo} />
      <Durations points={all.answer?.points} onZoom={zoomTo} />
    </section>
  );
}

interface ChartProps {
  readonly points: readonly ActivityPointAnswer[] | undefined;
  readonly onZoom: (from: number, until: number) => void;
}

function Outcomes({ points, onZoom }: ChartProps) {
  const drawn = useMemo(() => {
    const times = hoursOf(points ?? []);
    const groups = valuesByGroup(points ?? [], times, ({ sessions }) => sessions);
    const series = Object.entries(COLOURS).flatMap(([name, colour]): Series[] => {
      const values = groups.get(name);
      return values === undefined ? [] : [{ name, colour, values: values.map((value) => value ?? 0) }];
    });
    return { times, series };
  }, [points]);
  if (points === undefined) return null;
  if (points.length === 0) return <p>Nothing was seen in this time.</p>;
  return <TimeChart says="Sessions by what became of them" shape="stacked-bars" onZoom={onZoom} {...drawn} />;
}

function Versions({ points, onZoom }: ChartProps) {
  const drawn = useMemo(() => {
    const times = hoursOf(points ?? []);
    const groups = [...valuesByGroup(points ?? [], times, ({ sessions }) => sessions)].sort(([a], [b]) => (a < b ? 1 : -1));
    const series = groups.map(([name, values], index): Series => ({
      name,
      colour: TLS_COLOURS[index % TLS_COLOURS.length] ?? '--quiet',
      values: values.map((value) => value ?? 0),
    }));
    return { times, series };
  }, [points]);
  return points === undefined || points.length === 0 ? null : (
    <TimeChart says="Sessions by version of TLS" shape="stacked-bars" onZoom={onZoom} {...drawn} />
  );
}

function Durations({ points, onZoom }: ChartProps) {
  const drawn = useMemo(() => {
    const times = hoursOf(points ?? []);
    const values = (valueOf: (point: ActivityPointAnswer) => number | null) => valuesByGroup(points ?? [], times, valueOf).get('') ?? [];
    const series: Series[] = [
      { name: 'half of them took at most', colour: '--info', values: values(({ p50Milliseconds }) => p50Milliseconds) },
      { name: '95 of 100 took at most', colour: '--degraded', values: values(({ p95Milliseconds }) => p95Milliseconds) },
    ];
    return { times, series };
  }, [points]);
  return points === undefined || points.length === 0 ? null : (
    <TimeChart says="How long sessions took, in milliseconds" shape="lines" onZoom={onZoom} {...drawn} />
  );
}

interface ChoiceProps {
  readonly name: string;
  readonly chosen: string;
  readonly choices: readonly string[];
  readonly onChoose: (choice: string) => void;
}

function Choice({ name, chosen, choices, onChoose }: ChoiceProps) {
  return (
    <label>
      {name}
      <select
        value={chosen}
        onChange={({ currentTarget }) => {
          onChoose(currentTarget.value);
        }}
      >
        <option value="">all</option>
        {choices.map((choice) => (
          <option key={choice} value={choice}>
            {choice}
          </option>
        ))}
      </select>
    </label>
  );
}

/** The servers, or connectors, that did anything in the last day. */
function useGroups(home: string, group: 'server' | 'connector'): readonly string[] {
  const { answer } = useResource<Points>(`/api/v1${home}/activity?group=${group}`);
  return [...new Set(answer?.points.flatMap((point) => point.group ?? []))].sort();
}
