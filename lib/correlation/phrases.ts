/** `2D21517C…3312`: enough for the eye; commands carry the whole. */
export function shortThumbprint(thumbprint: string): string {
  return `${thumbprint.slice(0, 8)}…${thumbprint.slice(-4)}`;
}

/** `2019-05-28 15:07 UTC` */
export function minute(time: number): string {
  return `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** `A, B and C` */
export function listed(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}
