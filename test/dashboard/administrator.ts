import { demonstration } from './viewer.js';

/** What tests read of answers. */
interface AnyAnswer {
  readonly token: string;
  readonly findings: readonly unknown[];
  readonly logFiles: readonly {
    readonly server: string;
    readonly stream: string;
    readonly file: string;
    readonly date: string;
    readonly end: number;
  }[];
}

/** Asks the API as an administrator of all tenants. @throws with its answer when it refuses. */
export function administer(method: 'GET' | 'POST', path: string, body?: unknown): Promise<AnyAnswer> {
  return ask(demonstration().adminToken, method, path, body);
}

/** Asks the API with some token. @throws with its answer when it refuses. */
export async function ask(token: string, method: 'GET' | 'POST', path: string, body?: unknown): Promise<AnyAnswer> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const response = await fetch(demonstration().url + path, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return JSON.parse(text) as AnyAnswer;
}
