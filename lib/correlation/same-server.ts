/** `EX01`, `ex01.contoso.local` and a receive connector's `EX01` are one server; an unknown name may be any. */
export function maybeSameServer(one: string | null | undefined, other: string | null | undefined): boolean {
  return typeof one !== 'string' || typeof other !== 'string' || isSameServer(one, other);
}

export function isSameServer(one: string, other: string): boolean {
  return hostLabel(one) === hostLabel(other);
}

function hostLabel(server: string): string {
  return (server.split('.', 1)[0] ?? server).toLowerCase();
}
