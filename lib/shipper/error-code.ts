/** The code that Node gives to a failure of the file system or the network, such as `EACCES`; else the error's own words. */
export function errorCode(error: unknown): string {
  return property(error, 'code') ?? errorText(error);
}

/** What a failure says of itself. Its shape decides, not its class: Node's own errors may come from another realm. */
export function errorText(error: unknown): string {
  return property(error, 'message') ?? String(error);
}

function property(error: unknown, name: 'code' | 'message'): string | undefined {
  const value: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined;
  return typeof value === 'string' && value !== '' ? value : undefined;
}
