/**
 * Whether who asks takes an answer in this coding, such as `gzip`.
 *
 * @param acceptEncoding the header
 * @source https://www.rfc-editor.org/rfc/rfc9110#section-12.5.3
 */
export function accepts(acceptEncoding: string | null, coding: string): boolean {
  const weights = new Map(
    (acceptEncoding ?? '').split(',').map((part): [string, number] => {
      const [name = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase());
      const weight = parameters.find((parameter) => parameter.startsWith('q='));
      return [name, weight === undefined ? 1 : Number(/^q=([\d.]+)$/.exec(weight)?.[1] ?? 0)];
    }),
  );
  return (weights.get(coding) ?? weights.get('*') ?? 0) > 0;
}
