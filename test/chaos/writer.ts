import { mkdirSync } from 'node:fs';
import { appendFile, open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SeededRandom } from '../bench/seeded-random.js';
import { header } from '../shipper/exchange-server.js';

/**
 * Exchange's way to write: several logs at once, each through a buffer that is written out wherever it is full, also in the middle of a line; a new
 * file when one is full (-1, -2 …) and with each hour. It writes until it is told to stop, then ends each log with a whole line.
 *
 * node test/typescript.js test/chaos/writer.ts FOLDER SEED
 */
const LOGS = [
  { folder: 'Hub/ProtocolLog/SmtpSend', prefix: 'SEND' },
  { folder: 'FrontEnd/ProtocolLog/SmtpReceive', prefix: 'RECV' },
  { folder: 'Mailbox/ProtocolLog/SmtpSend/Delivery', prefix: 'SEND' },
];
const FILE_BYTES = 96 * 1024;
const BUFFER_BYTES = 4 * 1024;
const PAUSE = 15;
/** Behind so much it writes as on a quiet night, so that a slow machine has not more to check in the end. */
const BUSY_BYTES = 12 * 1024 * 1024;
const QUIET_PAUSE = 300;

const [folder = '', seed = '1'] = process.argv.slice(2);
const random = new SeededRandom(Number(seed));
/** Exchange's clock: an hour passes in some seconds. */
let clock = Date.parse('2026-11-26T09:40:00.000Z');
let stopping = false;
let written = 0;

class Log {
  #handle: FileHandle | undefined;
  #hour = '';
  #counter = 0;
  #written = 0;
  #buffer = '';

  constructor(readonly place: (typeof LOGS)[number]) {}

  async writes(): Promise<void> {
    const hour = new Date(clock).toISOString().slice(0, 13).replace(/[-T]/g, '');
    if (hour !== this.#hour || this.#written > FILE_BYTES) await this.#begins(hour);
    for (let line = random.between(1, 40); line > 0; line -= 1) this.#buffer += record();
    while (this.#buffer.length > BUFFER_BYTES) await this.#flush(BUFFER_BYTES);
  }

  async ends(): Promise<void> {
    await this.#flush(this.#buffer.length);
    await this.#handle?.close();
  }

  async #begins(hour: string): Promise<void> {
    await this.ends();
    this.#counter = hour === this.#hour ? this.#counter + 1 : 1;
    this.#hour = hour;
    const name = `${this.place.prefix}${hour}-${this.#counter}.LOG`;
    const path = join(folder, this.place.folder, name);
    await appendFile(path, header(name, new Date(clock).toISOString()));
    this.#handle = await open(path, 'a');
    this.#written = 0;
  }

  async #flush(bytes: number): Promise<void> {
    const part = this.#buffer.slice(0, bytes);
    this.#buffer = this.#buffer.slice(bytes);
    this.#written += part.length;
    written += part.length;
    await this.#handle?.write(part);
  }
}

/** Now and then one whose quoted field goes over several lines. */
function record(): string {
  const time = new Date((clock += random.between(1, 40))).toISOString();
  const data = random.happens(0.02)
    ? '"CN=mail.contoso.com,\r\nO=Contoso,\r\nL=Redmond"'
    : `RCPT TO:<user${random.between(1, 99_999)}@contoso.com>`;
  return `${time},Outbound to Office 365,08D6DB768B3F8C${random.between(10, 99)},${random.between(0, 40)},192.0.2.10:53638,104.47.5.36:25,>,${data},\r\n`;
}

async function main(): Promise<void> {
  const logs = LOGS.map((place) => new Log(place));
  for (const { folder: below } of LOGS) mkdirSync(join(folder, below), { recursive: true });
  while (!stopping) {
    for (const log of logs) await log.writes();
    await sleep(written < BUSY_BYTES ? PAUSE : QUIET_PAUSE);
  }
  for (const log of logs) await log.ends();
}

const stop = () => {
  stopping = true;
};
process.once('message', stop);
// Also when whoever started it is gone.
process.once('disconnect', stop);
void main().then(() => {
  if (process.connected) process.disconnect();
});
