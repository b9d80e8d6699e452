import type { FileProblem, ServiceProblem } from './events.js';

/** Ends the round: whatever chunk came next, it would meet the same problem. */
export class ServiceStop extends Error {
  override readonly name = 'ServiceStop';

  constructor(readonly problem: ServiceProblem) {
    super(problem.name);
  }
}

/** Holds up one log for this round; the others go on. */
export class LogStop extends Error {
  override readonly name = 'LogStop';

  constructor(readonly problem: FileProblem) {
    super(problem.name);
  }
}
