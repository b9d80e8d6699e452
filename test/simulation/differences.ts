const MAX_DIFFERENCES = 12;
const MAX_CHARACTERS = 400;

/** In what an answer differs from the one that was expected: a line for each place, the first few of them. */
export function differences(expected: unknown, received: unknown, place = ''): string[] {
  if (isPlain(expected) && isPlain(received) && Array.isArray(expected) === Array.isArray(received)) {
    const names = [...new Set([...Object.keys(expected), ...Object.keys(received)])];
    return names.flatMap((name) => differences(expected[name], received[name], `${place}/${name}`)).slice(0, MAX_DIFFERENCES);
  }
  const [wanted, found] = [expected, received].map((value) => (JSON.stringify(value) as string | undefined) ?? 'nothing');
  return wanted === found ? [] : [`${place}: ${shortened(found)} instead of ${shortened(wanted)}`];
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function shortened(text: string | undefined): string {
  return text === undefined || text.length <= MAX_CHARACTERS ? String(text) : `${text.slice(0, MAX_CHARACTERS)}…`;
}
