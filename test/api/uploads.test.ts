import { grantUploadsRoute } from '../../lib/api/uploads.js';
import {
  MAX_CHUNK_BYTES,
  MAX_HELD_PER_ANSWER,
  uploadsResponseSchema,
  type ChunkRequest,
  type UploadAnswer,
} from '../../lib/contract/uploads.js';
import { noteIngested } from '../../lib/store/chunk-table.js';
import { NOTHING_LEFT_OUT, NOTHING_SAID } from '../../lib/store/ledger.js';
import { noteFailed } from '../../lib/store/failed-chunks.js';
import { localServices } from '../store/local-tables.js';
import { shipperOf } from '../tenants/tokens.js';
import { callRoute, type Answered } from './call-route.js';

const services = localServices();
const LOG = { stream: 'hub/smtp-send', file: 'SEND2019052815-1.LOG', date: '2019-05-28T15:07:00.088Z', codec: 'br' } as const;

let servers = 0;

interface Server {
  readonly name: string;
  /** What it is answered, in words. */
  readonly asks: (...ranges: Range[]) => Promise<readonly string[]>;
  readonly answered: (...ranges: Range[]) => Promise<Answered>;
}

/** A server that Mailflow has not heard of yet. */
async function newServer(): Promise<Server> {
  const name = `EX${(servers += 1)}`;
  const token = await shipperOf(services().tables, 'contoso', name);
  const answered = (...ranges: Range[]) => callRoute(grantUploadsRoute, services(), { token, body: { chunks: ranges.map(chunk) } });
  return { name, answered, asks: async (...ranges) => uploadsResponseSchema.parse((await answered(...ranges)).json).grants.map(inWords) };
}

type Range = readonly [from: number, to: number, other?: Partial<ChunkRequest>];

function chunk([from, to, other]: Range): ChunkRequest {
  return { ...LOG, from, to, ...other };
}

/** `granted 0-500.br`, or `held 0-500.br 500-900.br`. */
function inWords(answer: UploadAnswer): string {
  if ('held' in answer) return `held ${answer.held.map(({ from, to, codec }) => `${from}-${to}.${codec}`).join(' ')}`;
  const [, from, to, codec] = /\/0*(\d+)-0*(\d+)\.log\.(\w+)\?/.exec(decodeURIComponent(answer.url)) ?? [];
  return `granted ${from ?? ''}-${to ?? ''}.${codec ?? ''}`;
}

describe('a shipper that cuts a log otherwise than the ledger knows it', () => {
  it('is told the pieces, by their start, and is granted exactly those', async () => {
    const { asks } = await newServer();
    await asks([500, 900], [0, 500]);
    expect(await asks([0, 900])).toEqual(['held 0-500.br 500-900.br']);
    expect(await asks([0, 500], [500, 900])).toEqual(['granted 0-500.br', 'granted 500-900.br']);
  });

  it.each<{ told: string; asked: Range; answer: string }>([
    { told: 'ends inside of a known piece', asked: [0, 501], answer: 'held 500-900.br' },
    { told: 'ends where a known piece begins', asked: [0, 500], answer: 'granted 0-500.br' },
    { told: 'begins inside of a known piece', asked: [899, 1000], answer: 'held 500-900.br' },
    { told: 'begins where a known piece ends', asked: [900, 1000], answer: 'granted 900-1000.br' },
    { told: 'lies in a known piece', asked: [600, 700], answer: 'held 500-900.br' },
    { told: 'contains a known piece', asked: [0, 1000], answer: 'held 500-900.br' },
    { told: 'is a known piece', asked: [500, 900], answer: 'granted 500-900.br' },
    { told: 'is a known piece, compressed otherwise', asked: [500, 900, { codec: 'gz' }], answer: 'held 500-900.br' },
  ])('which $told: $answer', async ({ asked, answer }) => {
    const { asks } = await newServer();
    await asks([500, 900]);
    expect(await asks(asked)).toEqual([answer]);
  });

  it('is answered in the order of the question, and granted what is new', async () => {
    const { asks } = await newServer();
    await asks([0, 500], [800, 900]);
    expect(await asks([850, 1000], [600, 800], [0, 600])).toEqual(['held 800-900.br', 'granted 600-800.br', 'held 0-500.br']);
  });

  it('finds a piece as long as a chunk may be, whichever end it touches', async () => {
    const { asks } = await newServer();
    await asks([0, MAX_CHUNK_BYTES]);
    expect(await asks([MAX_CHUNK_BYTES - 1, MAX_CHUNK_BYTES + 10])).toEqual([`held 0-${MAX_CHUNK_BYTES}.br`]);
    expect(await asks([MAX_CHUNK_BYTES, MAX_CHUNK_BYTES + 10])).toEqual([`granted ${MAX_CHUNK_BYTES}-${MAX_CHUNK_BYTES + 10}.br`]);
  });

  it('is told so many pieces at once, of more the first ones', async () => {
    const { asks } = await newServer();
    const pieces = Array.from({ length: MAX_HELD_PER_ANSWER + 1 }, (_, index): Range => [index * 10, index * 10 + 10]);
    await asks(...pieces.slice(0, MAX_HELD_PER_ANSWER));
    await asks(...pieces.slice(MAX_HELD_PER_ANSWER));
    const [answer] = await asks([0, pieces.length * 10]);
    expect(answer?.split(' ').slice(1)).toEqual(pieces.slice(0, MAX_HELD_PER_ANSWER).map(([from, to]) => `${from}-${to}.br`));
  });

  it('is told of pieces that were read and of those that could not be, as of those that were only granted', async () => {
    const { name, asks } = await newServer();
    const { tables } = services();
    const known = (from: number, to: number) =>
      ({ tenant: 'contoso', server: name, stream: LOG.stream, file: { name: LOG.file, date: LOG.date }, from, to, codec: 'br' }) as const;
    const counts = { bytes: 500, lines: 9, records: 4, malformed: 0, sessions: 1, firstRecordAt: undefined, lastRecordAt: undefined };
    const receipt = { ...counts, malformedExamples: [], outcomes: {}, leftOut: NOTHING_LEFT_OUT, readAt: new Date(), sha256: '' };
    await noteIngested(tables, known(0, 500), undefined, { ...receipt, said: NOTHING_SAID });
    await noteFailed(tables, known(500, 900), { name: 'Error', message: 'unreadable', place: '', isFinal: true }, new Date());
    expect(await asks([0, 900])).toEqual(['held 0-500.br 500-900.br']);
  });
});

describe('what is another log', () => {
  it('is granted, although the range is known of a log of another #Date, name, stream or server', async () => {
    const { asks } = await newServer();
    await asks([0, 500]);
    const others: Range[] = [
      [0, 600, { date: '2019-05-28T16:07:00.088Z' }],
      [0, 600, { file: 'SEND2019052815-2.LOG' }],
      [0, 600, { stream: 'frontend/smtp-send' }],
    ];
    expect(await asks(...others)).toEqual(others.map(() => 'granted 0-600.br'));
    expect(await (await newServer()).asks([0, 600])).toEqual(['granted 0-600.br']);
  });
});

describe('a request whose chunks overlap each other', () => {
  it.each<{ told: string; ranges: Range[] }>([
    {
      told: 'two pieces share a byte',
      ranges: [
        [0, 501],
        [500, 900],
      ],
    },
    {
      told: 'one is asked for twice',
      ranges: [
        [0, 500],
        [0, 500],
      ],
    },
    {
      told: 'the same date is written in two ways',
      ranges: [
        [0, 500],
        [400, 900, { date: '2019-05-28T15:07:00.0880Z' }],
      ],
    },
  ])('is refused, and names the chunk: $told', async ({ ranges }) => {
    const { answered } = await newServer();
    expect(await answered(...ranges)).toMatchObject({
      status: 400,
      json: { type: 'urn:mailflow:problem:invalid-request', detail: expect.stringMatching(/^“chunks\.1”: .*overlap/) },
    });
  });

  it('is granted when they only touch', async () => {
    const { asks } = await newServer();
    expect(await asks([500, 900], [0, 500])).toEqual(['granted 500-900.br', 'granted 0-500.br']);
  });
});
