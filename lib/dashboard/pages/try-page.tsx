import { useState } from 'preact/hooks';
import type { DiagnosisAnswer, ErrorTextAnswer, LogDiagnosisAnswer } from '../asking/answers.js';
import { ApiProblem } from '../asking/api-client.js';
import { useApi } from '../asking/use-resource.js';
import { Causes } from '../parts/causes.js';
import { LogLines } from '../parts/log-lines.js';
import { LogText, visible } from '../parts/log-text.js';
import { References, Remedy } from '../parts/remedy.js';
import { SeverityBadge } from '../parts/severity-badge.js';
import { Trouble } from '../parts/trouble.js';
import { useTitle } from '../parts/use-title.js';

/** Paste log lines or an error text, get a diagnosis. Nothing of it is stored. */
export function TryPage() {
  useTitle('Try it');
  const api = useApi();
  const [text, setText] = useState('');
  const [answer, setAnswer] = useState<DiagnosisAnswer>();
  const [problem, setProblem] = useState<ApiProblem>();
  const ask = async () => {
    setProblem(undefined);
    setAnswer(undefined);
    try {
      setAnswer(await api.send<DiagnosisAnswer>('POST', '/api/v1/diagnose', { text }));
    } catch (error) {
      setProblem(error instanceof ApiProblem ? error : new ApiProblem(0, 'The page failed', String(error)));
    }
  };
  return (
    <article class="try">
      <h1>Try it</h1>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void ask();
        }}
      >
        <label class="wide">
          Lines of a protocol log, a queue’s LastError, or a non-delivery report. Nothing is stored.
          <textarea
            name="text"
            rows={12}
            required
            spellcheck={false}
            value={text}
            onInput={({ currentTarget }) => {
              setText(currentTarget.value);
            }}
          />
        </label>
        <p class="buttons">
          <button type="submit">Diagnose</button>
        </p>
      </form>
      <Trouble problem={problem} />
      <div aria-live="polite">{answer !== undefined && <Diagnosed answer={answer} />}</div>
    </article>
  );
}

function Diagnosed({ answer }: { readonly answer: DiagnosisAnswer }) {
  if (answer.kind === 'error-text') return <Explained {...answer} />;
  const { records, sessions, malformed, findings } = answer;
  return (
    <>
      <p>
        {records.toLocaleString()} records of {sessions.toLocaleString()} {sessions === 1 ? 'session' : 'sessions'} were read
        {malformed > 0 && `; ${malformed.toLocaleString()} lines could not be read`}.{' '}
        {findings.length === 0 && 'They show no failure that Mailflow knows.'}
      </p>
      {findings.map((finding) => (
        <Found key={finding.id} {...finding} />
      ))}
    </>
  );
}

function Found({ id, severity, title, summary, causes, remedy, references, evidence }: LogDiagnosisAnswer['findings'][number]) {
  return (
    <section class="card" aria-labelledby={id}>
      <h2 id={id}>
        <SeverityBadge severity={severity} /> {title}
      </h2>
      <p class="summary">{visible(summary)}</p>
      <Causes causes={causes} within={id} />
      <Remedy steps={remedy} within={id} />
      <h3>The log lines that prove it</h3>
      <LogLines kind="evidence" lines={evidence.map(({ line, text }) => ({ line, text }))} />
      <References references={references} within={id} />
    </section>
  );
}

function Explained({ error, finding }: ErrorTextAnswer) {
  return (
    <section class="card" aria-labelledby="explained">
      <h2 id="explained">{finding === null ? 'Mailflow does not know this text' : finding.title}</h2>
      {finding !== null && <p class="summary">{visible(finding.summary)}</p>}
      <dl>
        <dt>What failed</dt>
        <dd>
          <LogText text={error.text} />
        </dd>
        {error.wrappers.length > 0 && (
          <>
            <dt>Said around it</dt>
            <dd>{visible(error.wrappers.join(' → '))} (never the cause)</dd>
          </>
        )}
        {error.host !== null && (
          <>
            <dt>Host</dt>
            <dd>{visible(error.host)}</dd>
          </>
        )}
      </dl>
      {finding !== null && (
        <>
          <Causes causes={finding.causes.map((cause) => ({ ...cause, toldBy: [], settledBy: null }))} within="explained" />
          <Remedy steps={finding.remedy} within="explained" />
          <References references={finding.references} within="explained" />
        </>
      )}
    </section>
  );
}
