/** The values of a path's placeholders, such as `{tenant}`, in the address that was asked for. */
export function paramsIn(path: string, url: string): Readonly<Record<string, string>> {
  const segments = new URL(url).pathname.split('/');
  return Object.fromEntries(
    path.split('/').flatMap((part, index) => {
      const [, name] = /^\{(\w+)\}$/.exec(part) ?? [];
      return name === undefined ? [] : [[name, decodedSegment(segments[index] ?? '')]];
    }),
  );
}

/** A segment of a path without its percent-encoding; an encoded slash stays encoded, as Kestrel leaves it, and so does what isn't well-formed. */
export function decodedSegment(segment: string): string {
  return segment
    .split(/(%2f)/i)
    .map((piece) => (/^%2f$/i.test(piece) ? piece : decodedOrAsIs(piece)))
    .join('');
}

function decodedOrAsIs(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
