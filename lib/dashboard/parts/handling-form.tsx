import { useState } from 'preact/hooks';
import { ApiProblem } from '../asking/api-client.js';
import type { FindingDetailAnswer } from '../asking/answers.js';
import { useApi } from '../asking/use-resource.js';
import { visible } from './log-text.js';
import { Moment } from './moment.js';
import { Trouble } from './trouble.js';

const DAY = 86_400_000;

/** What a person does about a finding. `until` counts in days from now. */
const CHOICES = [
  { state: 'acknowledged', says: 'Acknowledge' },
  { state: 'muted', says: 'Mute' },
  { state: 'resolved', says: 'Resolve' },
] as const;

/** Acknowledge, mute for some days, resolve, or take that back. A change that somebody else made meanwhile is never overwritten. */
export function HandlingForm({ finding, path, onDone }: { finding: FindingDetailAnswer; path: string; onDone: () => void }) {
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
    <section aria-labelledby="handling" class="handling">
      <h2 id="handling">Handling</h2>
      <Handled finding={finding} onTakeBack={() => void change({ state: 'open' })} />
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
          {CHOICES.map(({ state, says }) => (
            <button key={state} type="submit" value={state}>
              {says}
            </button>
          ))}
        </p>
      </form>
      <Trouble problem={problem} />
    </section>
  );
}

function Handled({ finding: { handling }, onTakeBack }: { finding: FindingDetailAnswer; onTakeBack: () => void }) {
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
