import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ShipOptions } from '../../lib/shipper/options.js';
import { shipOnce } from '../../lib/shipper/ship.js';
import { services } from '../../lib/services.js';
import { fixtureLog } from '../diagnosis/fixture-session.js';
import { ask, runningMailflow } from './running-mailflow.js';
import { everyRow } from '../store/every-row.js';

const NAME = 'SEND2019052815-1.LOG';
const HEADER_LINES = 5;
const [HEADER, SESSION] = (() => {
  const lines = fixtureLog('00-seed-unknowncredentials.log').toString('latin1').trimEnd().split('\r\n');
  return [lines.slice(0, HEADER_LINES), lines.slice(HEADER_LINES)] as const;
})();

/** Exchange fails so many times to start TLS. Two sessions at a time are open, so that wherever the log is cut, some cross the cut. */
function failedSessions(count: number): string[] {
  const sessions = Array.from({ length: count }, (_, index) =>
    SESSION.map((line) => line.replaceAll('08D6DB768B3F8C32', `08D6DB768B3F${(0x8c32 + index).toString(16).toUpperCase()}`)),
  );
  return sessions.flatMap((session, index) => {
    const next = sessions[index + 1];
    if (index % 2 === 1) return [];
    return next === undefined ? session : session.flatMap((line, at) => [line, next[at] ?? '']);
  });
}

const SESSIONS = 12;
const LINES = [...HEADER, ...failedSessions(SESSIONS)];

function sizeOf(lines: readonly string[]): number {
  return lines.reduce((size, line) => size + line.length + '\r\n'.length, 0);
}

const mailflow = runningMailflow();

/** An Exchange server of a tenant of its own, with a log that grows, and shippers of it. */
class Server {
  readonly #root = mkdtempSync(join(tmpdir(), 'mailflow-overlap-'));
  readonly #log = join(this.#root, 'Logs/Hub/ProtocolLog/SmtpSend', NAME);
  #written = 0;

  private constructor(
    readonly tenant: string,
    private readonly tokens: { readonly shipperToken: string; readonly queryToken: string },
  ) {
    mkdirSync(join(this.#log, '..'), { recursive: true });
    writeFileSync(this.#log, '');
  }

  static async of(tenant: string): Promise<Server> {
    return new Server(tenant, await mailflow().onboard({ id: tenant, name: tenant }, 'EX01'));
  }

  /** Exchange writes the next lines of the log. */
  writes(lines: number): void {
    appendFileSync(
      this.#log,
      LINES.slice(this.#written, (this.#written += lines))
        .map((line) => `${line}\r\n`)
        .join(''),
      'latin1',
    );
  }

  get isDone(): boolean {
    return this.#written >= LINES.length;
  }

  async ships(state = 'shipper.json', options: Partial<ShipOptions> = {}): Promise<void> {
    const { host } = mailflow();
    const roots = [join(this.#root, 'Logs')];
    const report = await shipOnce({
      ...{ apiUrl: host.url, token: this.tokens.shipperToken, roots, stateFile: join(this.#root, state) },
      ...options,
    });
    expect(report).toMatchObject({ problems: [], stopped: false });
  }

  losesState(): void {
    rmSync(join(this.#root, 'shipper.json'), { force: true });
  }

  /** A shipper asks for the right to upload the log's first lines, and is never heard of again. */
  async isGrantedAndSilent(lines: number): Promise<void> {
    const to = sizeOf(LINES.slice(0, lines));
    const chunk = { stream: 'hub/smtp-send', file: NAME, date: '2019-05-28T15:07:00.088Z', from: 0, to, codec: 'gz' };
    const response = await fetch(`${mailflow().host.url}/api/v1/uploads`, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.tokens.shipperToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ chunks: [chunk] }),
    });
    expect(response.status).toBe(201);
  }

  /** What the API says of the tenant, without its name. */
  async findings(): Promise<readonly Record<string, unknown>[]> {
    await mailflow().host.idle();
    const { body } = await ask(`${mailflow().host.url}/api/v1/tenants/${this.tenant}/findings`, this.tokens.queryToken);
    const { findings } = JSON.parse(JSON.stringify(body).replaceAll(this.tenant, '…')) as { findings: Record<string, unknown>[] };
    return findings;
  }

  /** The ranges of the ledger, in order. */
  async ledger(): Promise<readonly { readonly from: number; readonly to: number; readonly status: string }[]> {
    const rows: { from: number; to: number; status: string }[] = [];
    for await (const row of everyRow<{ blob: string; from: number; to: number; status: string }>(services().tables.Chunks)) {
      if (row.blob.startsWith(`${this.tenant}/`)) rows.push({ from: row.from, to: row.to, status: row.status });
    }
    return rows.sort((a, b) => a.from - b.from);
  }

  removes(): void {
    rmSync(this.#root, { recursive: true, force: true });
  }
}

let clean: Server;
beforeAll(async () => {
  clean = await Server.of('clean');
  clean.writes(LINES.length);
  await clean.ships();
  clean.removes();
});

/** As one clean pass over the whole log has it, and each byte of it once. */
async function expectAsInOnePass(server: Server): Promise<void> {
  expect(await server.findings()).toEqual(await clean.findings());
  const edges = await server.ledger();
  expect(edges.map(({ status }) => status)).toEqual(edges.map(() => 'ingested'));
  expect(edges.map(({ from }) => from)).toEqual([0, ...edges.slice(0, -1).map(({ to }) => to)]);
  expect(edges.at(-1)?.to).toBe(sizeOf(LINES));
}

describe('the findings count each failed session once', () => {
  it('in one clean pass', async () => {
    expect(await clean.findings()).toMatchObject([{ rule: 'tls-unknown-credentials', sessions: SESSIONS }]);
  });

  it('when a log that grew and was cut by age is shipped again without the positions', async () => {
    const server = await Server.of('lost-at-last');
    while (!server.isDone) {
      server.writes(7);
      await server.ships();
    }
    server.losesState();
    await server.ships();
    expect((await server.ledger()).length).toBeGreaterThan(10);
    await expectAsInOnePass(server);
    server.removes();
  });

  it('when the positions are lost again and again while it grows', async () => {
    const server = await Server.of('lost-often');
    for (let round = 0; !server.isDone; round += 1) {
      server.writes(11);
      if (round % 3 === 2) server.losesState();
      await server.ships();
    }
    await expectAsInOnePass(server);
    server.removes();
  });

  it('when a second shipper with its own positions, chunk size and compression ships in turn', async () => {
    const server = await Server.of('two-shippers');
    for (let round = 0; !server.isDone; round += 1) {
      server.writes(13);
      if (round % 2 === 0) await server.ships();
      else await server.ships('other.json', { codec: 'gz', maxChunkBytes: 1_500 });
    }
    await server.ships();
    await expectAsInOnePass(server);
    server.removes();
  });

  it('when a chunk was granted and never came', async () => {
    const server = await Server.of('granted-and-silent');
    server.writes(LINES.length);
    await server.isGrantedAndSilent(20);
    await server.ships();
    await expectAsInOnePass(server);
    server.removes();
  });
});
