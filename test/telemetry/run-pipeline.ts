import { startLocalMailflow } from '../../lib/cli/local-mailflow.js';
import { askGrants, put, uploadRange, type TestLog } from '../e2e/running-mailflow.js';
import { log, row, SEND_HEADER } from '../log/log-lines.js';

const ADDRESS = '<berta@fabrikam.example>';

/** A log with addresses and a subject, in a failure that no rule knows. */
const LOG: TestLog = {
  name: 'SEND2019052815-1.LOG',
  date: '2019-05-28T15:07:00.088Z',
  bytes: log(
    ...SEND_HEADER,
    row(0, '*,,attempting to connect'),
    row(1, '+,,'),
    row(2, '<,220 mx.fabrikam.example ready,'),
    row(3, '>,EHLO ex01.contoso.example,'),
    row(4, '<,250 mx.fabrikam.example,'),
    row(5, '>,MAIL FROM:<anna@contoso.example>,'),
    row(6, '<,250 2.1.0 ok,'),
    row(7, `>,RCPT TO:${ADDRESS},`),
    row(8, `<,571 Berta Beispiel ${ADDRESS} likes no “Quarterly figures”,`),
    row(9, '>,QUIT,'),
    row(10, '<,221 bye,'),
    row(11, '-,,Local'),
  ),
};

/** Sends a log and a spoiled chunk the whole way, lets the timers run, and says which headers the grant carried. */
async function main(): Promise<void> {
  const mailflow = await startLocalMailflow({ port: 0, blobRetryMilliseconds: 10 });
  const { host } = mailflow;
  const { shipperToken } = await mailflow.onboard({ id: 'contoso', name: 'Contoso' }, 'EX01');
  await uploadRange(host.url, shipperToken, LOG, 0, LOG.bytes.length);
  const spoiled = { stream: 'hub/smtp-send', file: 'SEND2019052816-1.LOG', date: LOG.date, from: 0, to: 100, codec: 'br' } as const;
  const [grant] = await askGrants(host.url, shipperToken, [spoiled]);
  if (grant === undefined) throw new Error('No grant came.');
  await put(grant.url, Buffer.from(`no brotli of ${ADDRESS}`), grant.headers);
  await host.idle();
  for (const timer of ['tell-standing', 'tell-waiting', 'find-lost-uploads']) await host.runTimer(timer);
  await mailflow.close();
  process.stdout.write(`\n${JSON.stringify(grant.headers)}\n`);
}

void main();
