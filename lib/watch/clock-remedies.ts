import { remedyStep } from '../correlation/remedy-step.js';
import type { Reference, RemedyStep } from '../diagnosis/rule.js';

/** How a wrong clock is found and set right. */
export const SET_CLOCK_RIGHT: readonly RemedyStep[] = [
  remedyStep({ do: 'See on the server where it takes the time from, and when it did last.', command: 'w32tm /query /status' }),
  remedyStep({
    do: 'Let it take the time anew.',
    command: 'w32tm /resync /rediscover',
    caution: 'A clock that jumps far may end Kerberos sessions and confuse scheduled tasks: mind it on a busy server.',
    verify: 'The next heartbeat says that the clocks agree.',
  }),
  remedyStep({
    do: 'A virtual machine may be set by its host: see that host and domain do not both set the time.',
    command: 'w32tm /query /source',
  }),
];

export const TIME_SERVICE: Reference = {
  title: 'Windows Time service tools and settings',
  url: 'https://learn.microsoft.com/windows-server/networking/windows-time-service/windows-time-service-tools-and-settings',
};
