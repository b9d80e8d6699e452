import { Command, InvalidArgumentError } from 'commander';

export interface SoakOptions {
  /** Raw log of all tenants. */
  readonly mib: number;
  readonly tenants: number;
  /** After so long it is given up. */
  readonly minutes: number;
  /** Seconds between two marker failures. */
  readonly markers: number;
  /** Seconds for which markers are written on after the last log has come, to see the idle latency. */
  readonly idle: number;
  readonly seed: number;
}

/** What `npm run soak` was asked for. */
export function soakOptions(args: readonly string[]): SoakOptions {
  return new Command('npm run soak --')
    .description(
      'Ships generated logs of many tenants with the real shipper to the embedded host, and reports throughput, latency, storage operations and ' +
        'memory. At the end every byte must be in the ledger, and every session counted.',
    )
    .option('--mib <number>', 'raw log of all tenants, in MiB', positive, 1024)
    .option('--tenants <number>', 'tenants, each with one Exchange server', positive, 20)
    .option('--minutes <number>', 'give up after so long', positive, 60)
    .option('--markers <seconds>', 'write a failure of its own into a growing log so often, and wait until the API has it', positive, 3)
    .option('--idle <seconds>', 'go on so long with markers alone when all logs have come', positive, 30)
    .option('--seed <number>', 'of the generated logs', positive, 1)
    .parse(args, { from: 'user' })
    .opts<SoakOptions>();
}

function positive(text: string): number {
  const number = Number(text);
  if (!(number > 0)) throw new InvalidArgumentError('It must be a number above 0.');
  return number;
}
