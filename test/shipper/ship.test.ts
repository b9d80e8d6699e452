import { play } from './program.js';
import { expectServerHolds, World } from './world.js';

const LOG = 'SEND2019052815-1.LOG';

let world: World;
beforeEach(async () => {
  world = await World.begin();
});
afterEach(() => world.end());

describe('what Exchange writes arrives byte for byte, no gap, no duplicate', () => {
  it('ships only what is new when it is run again', async () => {
    await play(
      world,
      `
      exchange writes ${LOG} 3 lines
      shipper  ships
      server   holds ${LOG}
      exchange writes ${LOG} 2 lines
      shipper  ships
      server   holds ${LOG}
      server   holds 2 chunks
      shipper  ships                      # nothing new
      server   holds 2 chunks`,
    );
    expect(world.mailflow.puts).toBe(2);
  });

  it('lets half a line wait for its other half', async () => {
    await play(
      world,
      `
      exchange writes ${LOG} 2 lines
      exchange writes ${LOG} half a line
      shipper  ships
      server   holds ${LOG}               # without the half line
      exchange writes ${LOG} the other half
      shipper  ships
      server   holds ${LOG}`,
    );
  });

  it('sends a chunk again exactly as it was when the power failed before the state was saved', async () => {
    await play(
      world,
      `
      exchange writes ${LOG} 3 lines
      power    fails after upload 1, before the state is saved
      exchange writes ${LOG} 4 lines      # the log has grown when the shipper starts again
      shipper  starts
      shipper  ships
      server   holds ${LOG}
      server   holds 2 chunks`,
    );
    expect(world.eventNames()).toContain('chunk-already-stored');
  });

  it('keeps the name of a planned chunk even when another compression is chosen meanwhile', async () => {
    await play(
      world,
      `
      exchange writes ${LOG} 3 lines
      power    fails after upload 1, before the state is saved
      exchange writes ${LOG} 1 line
      shipper  starts with gzip
      shipper  ships
      server   holds ${LOG}`,
    );
    expect(world.mailflow.chunksOf(LOG, world.exchange.log(LOG).date).map(({ chunk }) => chunk.codec)).toEqual(['br', 'gz']);
  });

  it('ships logs in the order in which Exchange began them', async () => {
    await play(
      world,
      `
      exchange writes SEND2019052816-1.LOG  1 line
      exchange writes RECV2019052815-1.LOG  1 line
      exchange writes SEND2019052815-10.LOG 1 line
      exchange writes SEND2019052815-2.LOG  1 line
      shipper  ships`,
    );
    const order = world.events.map((event) => (event.name === 'chunk-shipped' ? `${event.stream} ${event.file}` : event.name));
    expect(order).toEqual([
      'frontend/smtp-receive RECV2019052815-1.LOG',
      'hub/smtp-send SEND2019052815-2.LOG',
      'hub/smtp-send SEND2019052815-10.LOG',
      'hub/smtp-send SEND2019052816-1.LOG',
    ]);
  });

  it('follows Exchange from one hour to the next and lets it delete the old log', async () => {
    await play(
      world,
      `
      exchange writes ${LOG} 3 lines
      shipper  ships
      exchange writes ${LOG} 1 line
      exchange writes SEND2019052816-1.LOG 2 lines
      shipper  ships
      server   holds ${LOG}
      exchange deletes ${LOG}
      shipper  ships
      server   holds SEND2019052816-1.LOG`,
    );
    expect(world.eventNames()).toEqual(['chunk-shipped', 'chunk-shipped', 'chunk-shipped']);
  });

  it('takes a name that Exchange used again for another log', async () => {
    await play(
      world,
      `
      exchange writes ${LOG} 3 lines
      shipper  ships
      server   holds ${LOG}
      exchange begins ${LOG} again
      exchange writes ${LOG} 5 lines
      shipper  ships
      server   holds ${LOG}
      server   holds 2 chunks`,
    );
  });

  it('never cuts a quoted field that holds a line break', async () => {
    world.restartShipper({ maxChunkBytes: 400 });
    const certificate = world.exchange.record('"CN=mail.contoso.com,\r\nO=Contoso,\r\nL=Redmond"', 'Certificate subject');
    world.exchange.writes(LOG, 1);
    for (let count = 0; count < 5; count += 1) world.exchange.writesText(LOG, certificate);
    world.exchange.writesHalfALine(LOG, certificate, certificate.indexOf('O=Contoso'));
    await world.shipper.drain();
    expectServerHolds(world, LOG);
    const { content, date } = world.exchange.log(LOG);
    for (const { chunk } of world.mailflow.chunksOf(LOG, date)) {
      expect(content.subarray(chunk.from).toString()).toMatch(/^(#Software|\d{4}-\d\d-\d\dT)/);
    }
  });

  it('asks for a hundred grants at a time when it is far behind', async () => {
    world.restartShipper({ maxChunkBytes: 400 });
    await play(
      world,
      `
      exchange writes ${LOG} 700 lines
      shipper  ships
      server   holds ${LOG}`,
    );
    const [first, ...others] = world.mailflow.grantRequests;
    expect(first).toBe(100);
    expect(others.length).toBeGreaterThan(1);
    expect(world.mailflow.puts).toBe(world.mailflow.blobs.size);
  });
});

describe('a log line longer than any chunk', () => {
  const monster = (length: number): string => world.exchange.record('x'.repeat(length));

  it('lets its chunk grow beyond the usual size', async () => {
    world.restartShipper({ maxChunkBytes: 400 });
    world.exchange.writes(LOG, 1);
    world.exchange.writesText(LOG, monster(5_000));
    await play(world, `exchange writes ${LOG} 1 line`);
    await world.shipper.drain();
    expectServerHolds(world, LOG);
    expect(world.eventNames()).not.toContain('record-cut');
  });

  it('is cut where a grant ends, so that nothing behind it waits for ever', async () => {
    const limit = 16 * 1024 * 1024;
    world.exchange.writes(LOG, 1);
    world.exchange.writesText(LOG, monster(limit + 10_000));
    world.exchange.writes(LOG, 1);
    const report = await world.shipper.drain();
    expectServerHolds(world, LOG);
    expect(report.problems.map(({ name }) => name)).toEqual(['record-cut']);
  });
});

describe('the report', () => {
  it('counts files, chunks, bytes, and logs that wait', async () => {
    await play(world, `exchange writes ${LOG} 50 lines`);
    world.exchange.writesHalfALine(LOG);
    world.exchange.writes('RECV2019052815-1.LOG', 50);
    const report = await world.shipper.drain();
    const raw = world.exchange.logs.reduce((sum, { wholeUpTo }) => sum + wholeUpTo, 0);
    expect(report).toMatchObject({ files: 2, chunks: 2, alreadyThere: 0, bytes: { raw }, waiting: 1, problems: [], stopped: false });
    expect(report.bytes.compressed).toBeLessThan(raw / 4);
  });
});

describe('each chunk can be read alone', () => {
  it('carries log type, columns and its first line, and says by its name alone how it is compressed', async () => {
    await play(
      world,
      `
      exchange writes ${LOG} 2 lines
      shipper  ships
      exchange writes ${LOG} 1 line
      shipper  ships`,
    );
    const [, second] = world.mailflow.chunksOf(LOG, world.exchange.log(LOG).date);
    expect(decodeURIComponent(String(second?.headers['x-ms-meta-logtype']))).toBe('SMTP Send Protocol Log');
    expect(decodeURIComponent(String(second?.headers['x-ms-meta-fields']))).toBe(
      'date-time,connector-id,session-id,sequence-number,local-endpoint,remote-endpoint,event,data,context',
    );
    expect(second?.headers['x-ms-meta-firstline']).toBe('8');
    expect(second?.headers['content-encoding']).toBeUndefined();
  });
});
