import type { ApiProblem } from '../asking/api-client.js';

/** What the API refused or failed at, where the answer would stand. */
export function Trouble({ problem }: { readonly problem: ApiProblem | undefined }) {
  return problem === undefined ? null : (
    <p role="alert" class="problem">
      <strong>{problem.title}.</strong> {problem.detail}
    </p>
  );
}

/** Stands where an answer is awaited; a screen reader hears it, too. */
export function Waiting({ what }: { readonly what: string }) {
  return (
    <p role="status" class="quiet">
      Asking for {what} …
    </p>
  );
}
