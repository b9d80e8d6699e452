import { correlate } from '../../lib/correlation/correlate.js';
import { diagnoseSession } from '../../lib/diagnosis/diagnose-session.js';
import { receiveLog } from '../../lib/diagnosis/examples.js';
import { sessionIn } from '../diagnosis/session-in.js';
import { inventoryOf, type Exports } from './exports.js';

const { occurrence: failure } = diagnoseSession(
  sessionIn(
    receiveLog(
      `<,RCPT TO:<anna@contoso.example>,
       >,550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup,
       -,,Remote`,
      { connector: 'EX01\\Default internal receive connector EX01', remote: '198.51.100.25:40112' },
    ),
  ),
);

function likelihood(exports: Exports): string | undefined {
  if (failure === undefined) throw new Error('The example is not found.');
  return correlate(failure, inventoryOf(exports)).causes.find(({ id }) => id === 'edge-recipient-validation-bug')?.likelihood;
}

const server = (IsEdgeServer: boolean, AdminDisplayVersion: string): Exports => ({
  'exchange-servers': [{ Name: 'EX01', IsEdgeServer, AdminDisplayVersion }],
});

describe('an Edge Transport server that refuses valid recipients (KB 3152396)', () => {
  it.each([
    ['likely on an Edge server with Exchange 2016 CU1', server(true, 'Version 15.1 (Build 396.30)'), 'likely'],
    ['unlikely on an Edge server with a later update', server(true, 'Version 15.1 (Build 2507.6)'), 'unlikely'],
    ['excluded on a Mailbox server', server(false, 'Version 15.1 (Build 396.30)'), 'excluded'],
    ['as open as before where no export tells', {}, 'unlikely'],
  ])('is %s', (_told, exports, expected) => {
    expect(likelihood(exports)).toBe(expected);
  });
});
