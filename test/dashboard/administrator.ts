import { demonstration } from './viewer.js';

/** What tests read of answers. */
interface AnyAnswer {
  readonly token: string;
  readonly findings: readonly unknown[];
}

/** Asks the API as an administrator of all tenants. @throws with its answer when it refuses. */
export async function administer(method: 'GET' | 'POST', path: string, body?: unknown): Promise<AnyAnswer> {
  const { url, adminToken } = demonstration();
  const headers = { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' };
  const response = await fetch(url + path, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return JSON.parse(text) as AnyAnswer;
}
