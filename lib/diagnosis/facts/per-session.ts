import type { SessionFacts } from './session-facts.js';

/** The same question about a session, which many rules ask, answered once. The answer is kept with the session's facts, and goes with them. */
export function perSession<Answer>(ask: (session: SessionFacts) => Answer): (session: SessionFacts) => Answer {
  return (session) => {
    // What is kept by this question was answered by it.
    const known = session.answers.get(ask) as { readonly answer: Answer } | undefined;
    if (known !== undefined) return known.answer;
    const answer = ask(session);
    session.answers.set(ask, { answer });
    return answer;
  };
}
