import type { SessionFacts } from './session-facts.js';

/** The same question about a session, which many rules ask, answered once. The answer goes when the session's facts do. */
export function perSession<Answer>(ask: (session: SessionFacts) => Answer): (session: SessionFacts) => Answer {
  const answers = new WeakMap<SessionFacts, { readonly answer: Answer }>();
  return (session) => {
    const known = answers.get(session);
    if (known !== undefined) return known.answer;
    const answer = ask(session);
    answers.set(session, { answer });
    return answer;
  };
}
