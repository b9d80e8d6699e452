import type { SessionFacts } from './session-facts.js';

/** The same question about a session, which many rules ask one after the other, answered once. The answer goes when another session is asked about. */
export function perSession<Answer>(ask: (session: SessionFacts) => Answer): (session: SessionFacts) => Answer {
  let latest: { readonly session: SessionFacts; readonly answer: Answer } | undefined;
  return (session) => {
    if (latest?.session !== session) latest = { session, answer: ask(session) };
    return latest.answer;
  };
}
