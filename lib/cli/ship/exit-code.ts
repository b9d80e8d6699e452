/**
 * How `mailflow ship` ends. The numbers are a contract with service managers and monitoring: what can't mend itself by another start has a number of
 * its own.
 */
export const EXIT = { done: 0, problems: 1, settings: 2, token: 3, inUse: 4, state: 5 } as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** For `--help` and docs/shipper.md. */
export const EXIT_CODES: readonly { readonly code: ExitCode; readonly means: string }[] = [
  { code: EXIT.done, means: 'all that could be shipped was shipped, or --watch was ended by a signal' },
  { code: EXIT.problems, means: 'something needs a person, or the run was interrupted; what could be shipped was' },
  { code: EXIT.settings, means: 'the command line or the settings are wrong; nothing was read and nothing was sent' },
  { code: EXIT.token, means: 'Mailflow refuses the token of this server, or there is none' },
  { code: EXIT.inUse, means: 'another shipper uses the state file' },
  { code: EXIT.state, means: 'the state file cannot be read or written' },
];
