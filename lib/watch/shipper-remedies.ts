import { remedyStep } from '../correlation/remedy-step.js';
import type { Reference, RemedyStep } from '../diagnosis/rule.js';

/** The first look at a shipper: is there one, and what does it say. */
export const LOOK_AT_SHIPPER: RemedyStep = remedyStep({
  do: 'See on the server whether the shipper runs, how far it is, and what it complains of.',
  command: 'mailflow ship --status',
});

/** Whether the server reaches Mailflow at all. */
export const LOOK_AT_NETWORK: RemedyStep = remedyStep({
  do: 'See whether the server reaches Mailflow: only port 443 outwards is needed.',
  command: "Test-NetConnection -ComputerName '<address of Mailflow>' -Port 443",
});

export const NETWORK_TEST: Reference = {
  title: 'Test-NetConnection',
  url: 'https://learn.microsoft.com/powershell/module/nettcpip/test-netconnection',
};
