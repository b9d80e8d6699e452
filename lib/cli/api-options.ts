import { Option } from 'commander';

/** Where a verb asks Mailflow's API. */
export function apiAddress(): Option {
  return new Option('--api <url>', 'where Mailflow answers, such as https://mailflow.example').env('MAILFLOW_API').makeOptionMandatory();
}

/** With which token. @param whose `a`, or whose it must be: `an operator’s`. */
export function queryToken(whose = 'a'): Option {
  return new Option('--token <token>', `${whose} query token; better given by the environment, where no process list shows it`)
    .env('MAILFLOW_TOKEN')
    .makeOptionMandatory();
}
