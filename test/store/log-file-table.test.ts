import fc from 'fast-check';
import { STREAMS } from '../../lib/log/log-file.js';
import type { LogFileId } from '../../lib/store/chunk.js';
import { listLogFiles, listOpenLogFiles, logFilesOf, noteComplete, noteLogFiles } from '../../lib/store/log-file-table.js';
import { memoryTables } from '../simulation/memory-tables.js';
import { localServices } from './local-tables.js';

const services = localServices();
const HOUR = 3_600_000;
const BEGIN = Date.UTC(2024, 4, 14);
const NOON = new Date('2026-03-02T12:00:00.000Z');

function logFile(tenant: string, server: string, hour: number, stream: LogFileId['stream'] = 'hub/smtp-send'): LogFileId {
  return { tenant, server, stream, file: { name: `SEND-${hour}.LOG`, date: new Date(BEGIN + hour * HOUR).toISOString() } };
}

async function namesOf(files: AsyncIterable<LogFileId>): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const { server, stream, file } of files) names.push(`${server} ${stream} ${file.name}`);
  return names;
}

describe('the log files of a tenant', () => {
  it('of one server are not those of another whose name goes on longer', async () => {
    await noteLogFiles(services().tables, [logFile('prefix', 'EX1', 1), logFile('prefix', 'EX10', 2), logFile('prefix', 'EX1-B', 3)], NOON);
    const listed = await listLogFiles(services().tables, 'prefix', { server: 'EX1', limit: 10 });
    expect(listed.map(({ server }) => server)).toEqual(['EX1']);
    const begun = { begunSince: new Date(0), begunBefore: new Date(BEGIN + 100 * HOUR) };
    expect(await namesOf(logFilesOf(services().tables, 'prefix', { ...begun, server: 'EX1' }))).toEqual(['EX1 hub/smtp-send SEND-1.LOG']);
  });

  const hour = fc.integer({ min: 0, max: 12 });
  it('that were begun within a period are found among all others, in their order, also from the middle on', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.constantFrom('EX1', 'EX10', 'EX2'), fc.constantFrom(...STREAMS.slice(0, 3)), hour), { maxLength: 30 }),
        fc.tuple(hour, hour, fc.constantFrom(undefined, 'EX1', 'EX2')),
        fc.tuple(fc.nat(), fc.boolean()),
        async (written, [since, before, server], [at, isDone]) => {
          const tables = memoryTables();
          const all = written.map(([name, stream, begun]) => logFile('any', name, begun, stream));
          if (all.length > 0) await noteLogFiles(tables, all, NOON);
          const within = (await listLogFiles(tables, 'any', { limit: 100 })).filter(({ server: name, file: { date } }) => {
            const begun = (Date.parse(date) - BEGIN) / HOUR;
            return (server === undefined || name === server) && begun >= since && begun < before;
          });
          const period = { server, begunSince: new Date(BEGIN + since * HOUR), begunBefore: new Date(BEGIN + before * HOUR) };
          const expected = within.map(({ server: name, stream, file }) => `${name} ${stream} ${file.name}`);
          expect(await namesOf(logFilesOf(tables, 'any', period))).toEqual(expected);
          const index = at % Math.max(1, within.length);
          const file = within[index];
          if (file !== undefined)
            expect(await namesOf(logFilesOf(tables, 'any', period, { file, isDone }))).toEqual(expected.slice(isDone ? index + 1 : index));
        },
      ),
    );
  });

  it('are open until they were proven complete, and again when they are noted anew', async () => {
    const { tables } = services();
    const hours = async () => (await listOpenLogFiles(tables, 'open')).map(({ file }) => file.name);
    await noteLogFiles(tables, [logFile('open', 'EX1', 8), logFile('open', 'EX1', 9)], NOON);
    const [nine, eight] = await listOpenLogFiles(tables, 'open');
    expect(nine).toMatchObject({ server: 'EX1', notedAt: NOON });
    if (eight !== undefined) await noteComplete(tables, eight);
    if (eight !== undefined) await noteComplete(tables, eight);
    expect(await hours()).toEqual(['SEND-9.LOG']);
    expect(await listLogFiles(tables, 'open', { limit: 9 })).toHaveLength(2);
    await noteLogFiles(tables, [logFile('open', 'EX1', 8)], NOON);
    expect(await hours()).toEqual(['SEND-9.LOG', 'SEND-8.LOG']);
  });

  it('one that is noted while it is looked at stays open', async () => {
    const { tables } = services();
    await noteLogFiles(tables, [logFile('racing', 'EX1', 8)], NOON);
    const [seen] = await listOpenLogFiles(tables, 'racing');
    await noteLogFiles(tables, [logFile('racing', 'EX1', 8)], new Date(NOON.getTime() + 1000));
    if (seen !== undefined) await noteComplete(tables, seen);
    expect(await listOpenLogFiles(tables, 'racing')).toHaveLength(1);
  });
});
