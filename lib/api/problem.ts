/** One kind of failure that a caller may meet. A code is for ever; the words may improve. */
interface ProblemKind {
  readonly status: number;
  readonly title: string;
}

/** All problems of the API, as RFC 9457 has them; docs/problems.md explains each. */
export const PROBLEMS = {
  'invalid-request': { status: 400, title: 'The request is not as the API expects it' },
  unauthorized: { status: 401, title: 'The request carries no token that is valid here' },
  forbidden: { status: 403, title: 'The token does not allow this' },
  'tenant-disabled': { status: 403, title: 'The tenant is disabled' },
  'not-found': { status: 404, title: 'There is no such thing, or it is not yours' },
  'too-many-open': { status: 409, title: 'As many of these are open as may be at once' },
  'pseudonyms-demanded': { status: 409, title: 'The tenant takes nothing without pseudonyms' },
  'already-exists': { status: 409, title: 'There is one already' },
  'changed-meanwhile': { status: 412, title: 'It has changed since it was read' },
  'length-required': { status: 411, title: 'The request has a body of unknown length' },
  'request-too-large': { status: 413, title: 'The request is larger than the API takes' },
  'too-many-requests': { status: 429, title: 'Too many requests at once' },
  'internal-error': { status: 500, title: 'Mailflow failed to answer' },
  'directory-unavailable': { status: 503, title: 'Mailflow cannot reach your directory' },
  'storage-unavailable': { status: 503, title: 'Mailflow cannot reach its storage' },
} as const satisfies Record<string, ProblemKind>;

export type ProblemCode = keyof typeof PROBLEMS;

/** A failure that is the caller's to know: thrown anywhere in the API, answered as `application/problem+json`. */
export class Problem extends Error {
  override readonly name = 'Problem';

  constructor(
    readonly code: ProblemCode,
    /** What happened, to which thing, and what to do. Never a secret, never a stack. */
    readonly detail: string,
    /** When it is worth to try again. */
    readonly retryAfterSeconds?: number,
  ) {
    super(detail);
  }
}

/** The body of the answer. */
export function problemBody(problem: Problem): { type: string; title: string; status: number; detail: string } {
  const { status, title } = PROBLEMS[problem.code];
  return { type: `urn:mailflow:problem:${problem.code}`, title, status, detail: problem.detail };
}
