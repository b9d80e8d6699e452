import { receiveLog, sendLog } from '../../lib/diagnosis/examples.js';
import { RULES } from '../../lib/diagnosis/rules/index.js';
import { readSessions } from '../../lib/log/read-sessions.js';
import type { Direction } from '../../lib/log/record.js';
import { SeededRandom } from '../bench/seeded-random.js';
import { receiveSession, sendSession } from '../bench/session-script.js';
import { fixtureLog } from '../diagnosis/fixture-session.js';
import { examplesOf } from '../diagnosis/rules/examples-of.js';

/** What one session says, row by row: `event,data,context` as Exchange writes them. */
export type Script = readonly string[];

const TLS_1_2 =
  '*,,"TLS protocol SP_PROT_TLS1_2_CLIENT negotiation succeeded using bulk encryption algorithm CALG_AES_256 with strength 256 bits"';

const SEND_STORIES = [
  // Delivered over TLS, and in plain text: only the first proves that TLS works again.
  `*,,attempting to connect\n+,,\n<,220 ready,\n>,EHLO us,\n<,250 offers STARTTLS SIZE,\n>,STARTTLS,\n<,220 go,\n${TLS_1_2}\n>,EHLO us,\n<,250 offers SIZE,
   >,MAIL FROM:<a@x.example> SIZE=1000,\n<,250 Ok,\n>,RCPT TO:<b@y.example>,\n<,250 Ok,\n>,BDAT 10 LAST,\n<,250 2.6.0 Queued,\n>,QUIT,\n<,221 bye,\n-,,Local`,
  `*,,attempting to connect\n+,,\n<,220 ready,\n>,EHLO us,\n<,250 offers SIZE,\n>,MAIL FROM:<a@x.example> SIZE=700,\n<,250 Ok,\n>,RCPT TO:<b@y.example>,\n<,250 Ok,\n>,DATA,
   <,354 go on,\n<,250 2.6.0 Queued,\n>,QUIT,\n<,221 bye,\n-,,Local`,
  '*,,attempting to connect\n*,,"Failed to connect. Winsock error code: 10061, Win32 error code: 10061"\n-,,Local',
  // Its beginning alone is a failure, the whole of it is none.
  `+,,\n<,220 ready,\n>,EHLO us,\n<,250 offers STARTTLS,\n*,,TLS negotiation failed with error UnknownCredentials\n${TLS_1_2}\n>,MAIL FROM:<a@x.example>,\n<,250 Ok,
   >,RCPT TO:<b@x.example>,\n<,250 Ok,\n>,BDAT 10 LAST,\n<,250 2.6.0 Queued,\n-,,Local`,
  // Its beginning alone is healthy, the whole of it fails.
  `+,,\n<,220 ready,\n>,EHLO us,\n<,250 offers SIZE,\n>,MAIL FROM:<a@x.example>,\n<,250 Ok,\n>,RCPT TO:<b@x.example>,\n<,250 Ok,\n>,BDAT 10 LAST,\n<,250 2.6.0 Queued,
   >,MAIL FROM:<a@x.example>,\n<,250 Ok,\n>,RCPT TO:<c@x.example>,\n<,550 5.7.64 TenantAttribution; Relay Access Denied,\n>,QUIT,\n<,221 bye,\n-,,Local`,
].map((rows) => sendLog(rows));

const RECEIVE_STORIES = [
  `+,,\n>,220 ready,\n<,EHLO them,\n>,250 offers SIZE,\n<,MAIL FROM:<a@x.example> SIZE=2000,\n>,250 2.1.0 Sender OK,\n<,RCPT TO:<b@x.example>,\n>,250 2.1.5 Recipient OK,
   <,DATA,\n>,354 Start mail input,\n>,250 2.6.0 Queued mail for delivery,\n<,QUIT,\n>,221 bye,\n-,,Local`,
  `+,,\n>,220 ready,\n<,MAIL FROM:<a@x.example>,\n>,250 2.1.0 Sender OK,\n<,RCPT TO:<b@x.example>,
   >,550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain,\n<,QUIT,\n-,,Local`,
  '+,,\n>,220 ready,\n<,QUIT,\n>,221 bye,\n-,,Remote',
].map((rows) => receiveLog(rows));

/** One of each way to end, as the benchmark's server has them. */
const GENERATED = [1, 2, 3].flatMap((seed) => [sendSession(new SeededRandom(seed)), receiveSession(new SeededRandom(seed))]);

const EVERY_RULE = RULES.flatMap((rule) => examplesOf(rule).speaks.map(({ log }) => log));

const COLUMNS_BEFORE_THE_EVENT = 6;

function scriptsIn(log: Buffer): { readonly direction: Direction; readonly script: Script }[] {
  return readSessions(log).sessions.map((raw) => {
    const { direction, records } = raw.decode();
    return { direction, script: records.map(({ text }) => text.split(',').slice(COLUMNS_BEFORE_THE_EVENT).join(',')) };
  });
}

const composed = (logs: readonly string[]) => logs.flatMap((log) => scriptsIn(Buffer.from(`${log}\n`)));
const stories = composed([...SEND_STORIES, ...RECEIVE_STORIES]);
const others = [
  ...composed(EVERY_RULE),
  ...scriptsIn(fixtureLog('00-seed-unknowncredentials.log')),
  ...GENERATED.map(({ rows }, index) => ({ direction: index % 2 === 0 ? ('send' as const) : ('receive' as const), script: rows })),
];

/** Stories that are told for what may go wrong with them; they come first. */
export const STORIES = scriptsOf(stories);
/** What real and generated logs hold, and an example of every rule. */
export const EXAMPLES = scriptsOf(others);

function scriptsOf(
  all: readonly { readonly direction: Direction; readonly script: Script }[],
): Readonly<Record<Direction, readonly Script[]>> {
  const of = (wanted: Direction) => all.filter(({ direction }) => direction === wanted).map(({ script }) => script);
  return { send: of('send'), receive: of('receive') };
}
