import type { z } from 'zod';
import type { ApiRequest } from './api-request.js';
import { Problem } from './problem.js';

/** A request for a hundred grants has some 20 kB. */
const MAX_BODY_BYTES = 256 * 1024;

/**
 * The request's JSON body as the schema has it.
 *
 * A body without Content-Length is refused: how long it would become, nobody knows before it is in memory.
 *
 * @throws {Problem} that names the place in the body and what is expected there.
 */
export async function readBody<Schema extends z.ZodType>(request: ApiRequest, schema: Schema): Promise<z.output<Schema>> {
  const length = request.headers.get('content-length');
  if (length === null)
    throw new Problem('length-required', 'Send the body with a Content-Length header instead of in chunks of unknown length.');
  if (Number(length) > MAX_BODY_BYTES)
    throw new Problem('request-too-large', `The body has ${length} bytes; the API takes ${MAX_BODY_BYTES}. Ask for less at once.`);
  const text = await request.text();
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new Problem('invalid-request', 'The body is not JSON.');
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Problem(
    'invalid-request',
    `${issue === undefined || issue.path.length === 0 ? 'The body' : `“${issue.path.join('.')}”`}: ${issue?.message ?? 'not as expected'}.`,
  );
}
