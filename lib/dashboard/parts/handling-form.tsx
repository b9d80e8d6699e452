import { useState } from 'preact/hooks';
import { ApiProblem } from '../asking/api-client.js';
import type { HandlingAnswer } from '../asking/answers.js';
import { useApi } from '../asking/use-resource.js';
import { visible } from './log-text.js';
import { Moment } from './moment.js';
import { Trouble } from './trouble.js';

const DAY = 86_400_000;

const SAYS = { acknowledged: 'Acknowledge', muted: 'Mute', resolved: 'Resolve' } as const;

interface HandlingFormProps {
  readonly handling: HandlingAnswer | null;
  /** What can be done about it. */
  readonly choices: readonly (keyof typeof SAYS)[];
  /** Where the API has it. */
  readonly path: string;
  readonly onDone: () => void;
}

/** Acknowledge, mute for some days, resolve, or take that back. Of what was asked for by its path, a change that somebody else made meanwhile is not overwritten. */
export function HandlingForm({ handling, choices, path, onDone }: HandlingFormProps) {
  const api = useApi();
  const [by, setBy] = useState('');
  const [note, setNote] = useState('');
  const [days, setDays] = useState(7);
  const [problem, setProblem] = useState<ApiProblem>();
  const change = async (body: Record<string, unknown>) => {
    setProblem(undefined);
    try {
      await api.send('PATCH', path, body, api.etagOf(path));
    } catch (error) {
      setProblem(error instanceof ApiProblem ? error : new ApiProblem(0, 'The change failed', String(error)));
    }
    onDone();
  };
  const said = { by, note: note === '' ? null : note };
  return (
    <div class="handling">
      <Handled handling={handling} onTakeBack={() => void change({ state: 'open' })} />
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const chosen = event.submitter?.getAttribute('value');
          const until = chosen === 'muted' ? { until: new Date(Date.now() + days * DAY).toISOString() } : {};
          void change({ state: chosen, ...said, ...until });
        }}
      >
        <label>
          Who
          <input
            name="by"
            required
            maxLength={200}
            autocomplete="name"
            value={by}
            onInput={({ currentTarget }) => {
              setBy(currentTarget.value);
            }}
          />
        </label>
        <label>
          Note
          <input
            name="note"
            maxLength={2000}
            value={note}
            onInput={({ currentTarget }) => {
              setNote(currentTarget.value);
            }}
          />
        </label>
        <label>
          Mute for days
          <input
            name="days"
            type="number"
            min={1}
            max={90}
            value={days}
            onInput={({ currentTarget }) => {
              setDays(currentTarget.valueAsNumber);
            }}
          />
        </label>
        <p class="buttons">
          {choices.map((state) => (
            <button key={state} type="submit" value={state}>
              {SAYS[state]}
            </button>
          ))}
        </p>
      </form>
      <Trouble problem={problem} />
    </div>
  );
}

function Handled({ handling, onTakeBack }: { handling: HandlingAnswer | null; onTakeBack: () => void }) {
  if (handling === null) return <p>Nobody has said anything about it yet.</p>;
  return (
    <p>
      {visible(handling.by)} said “{handling.kind}” at <Moment at={handling.at} />
      {handling.kind === 'muted' && (
        <>
          {' '}
          until <Moment at={handling.until} />
        </>
      )}
      {handling.note !== null && <>: {visible(handling.note)}</>}.{' '}
      <button type="button" onClick={onTakeBack}>
        Take back
      </button>
    </p>
  );
}
