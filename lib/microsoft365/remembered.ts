/** Answers that are remembered; then all are forgotten at once, since strangers come from everywhere. */
const MAX_REMEMBERED = 10_000;

/**
 * The same question with its answers remembered. A log names few hosts many times, every rule asks about them, and to compare an address with a
 * hundred ranges takes longer than all else that a rule does.
 */
export function remembered<Answer>(ask: (address: string) => Answer): (address: string) => Answer {
  const answers = new Map<string, { readonly answer: Answer }>();
  return (address) => {
    const known = answers.get(address);
    if (known !== undefined) return known.answer;
    const answer = ask(address);
    if (answers.size >= MAX_REMEMBERED) answers.clear();
    answers.set(address, { answer });
    return answer;
  };
}
