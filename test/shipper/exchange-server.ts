import { appendFileSync, mkdirSync, renameSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export const SEND_FOLDER = 'TransportRoles/Logs/Hub/ProtocolLog/SmtpSend';
export const RECEIVE_FOLDER = 'TransportRoles/Logs/FrontEnd/ProtocolLog/SmtpReceive';

/** What Exchange has written of one log, whether the file still exists or not. */
export interface WrittenLog {
  readonly name: string;
  readonly date: string;
  readonly path: string;
  content: Buffer;
  /** Bytes up to the end of the last record that is whole. */
  wholeUpTo: number;
  /** What Exchange has still in its buffer. */
  otherHalf: string;
  /** The file's time, in milliseconds since 1970. */
  writtenAt: number;
  exists: boolean;
}

/** Exchange as the shipper sees it: folders in which log files appear, grow and go. */
export class ExchangeServer {
  readonly logs: WrittenLog[] = [];
  #clock = Date.parse('2019-05-28T15:07:00.088Z');
  #sequence = 0;
  #writes = 0;

  /** @param clock milliseconds since 1970, for the files' times */
  constructor(
    readonly installPath: string,
    readonly clock: () => number,
  ) {
    for (const folder of [SEND_FOLDER, RECEIVE_FOLDER]) mkdirSync(join(installPath, folder), { recursive: true });
  }

  /** The log that has this name now. */
  log(name: string): WrittenLog {
    const log = this.logs.findLast((one) => one.name === name);
    if (log === undefined) throw new Error(`Exchange has not written ${name}`);
    return log;
  }

  /** Begins a log: its header, and from then on `write` goes there. A name that exists is begun again with another #Date. */
  begin(name: string, folder = /^SEND/i.test(name) ? SEND_FOLDER : RECEIVE_FOLDER): WrittenLog {
    this.#clock += 1000;
    const date = new Date(this.#clock).toISOString();
    const path = join(this.installPath, folder, name);
    for (const former of this.logs) if (former.path === path) former.exists = false;
    const log: WrittenLog = {
      name,
      date,
      path,
      content: Buffer.alloc(0),
      wholeUpTo: 0,
      otherHalf: '',
      writtenAt: this.clock(),
      exists: true,
    };
    this.logs.push(log);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, '');
    this.#append(log, header(name, date), true);
    return log;
  }

  writes(name: string, records: number): void {
    const log = this.#begun(name);
    this.endsHalfLine(name);
    for (let count = 0; count < records; count += 1) this.#append(log, this.record(), true);
  }

  /** A record, as Exchange writes it. */
  record(data = 'EHLO mail.contoso.com', context = ''): string {
    const time = new Date((this.#clock += 7)).toISOString();
    const sequence = this.#sequence++;
    return `${time},Outbound to Office 365,08D6DB768B3F8C32,${sequence},192.0.2.10:53638,104.47.5.36:25,>,${data},${context}\r\n`;
  }

  writesText(name: string, text: string): void {
    this.#append(this.#begun(name), text, true);
  }

  /** The first half of a record is written to the file; the buffer with the other half isn't yet. */
  writesHalfALine(name: string, record = this.record(), at = Math.ceil(record.length / 2)): void {
    const log = this.#begun(name);
    this.endsHalfLine(name);
    log.otherHalf = record.slice(at);
    this.#append(log, record.slice(0, at), false);
  }

  endsHalfLine(name: string): void {
    const log = this.logs.findLast((one) => one.name === name);
    if (!log?.exists || log.otherHalf === '') return;
    this.#append(log, log.otherHalf, true);
    log.otherHalf = '';
  }

  deletes(name: string): void {
    const log = this.log(name);
    rmSync(log.path, { force: true });
    log.exists = false;
  }

  /** Not that Exchange ever did. */
  truncates(name: string, size: number): void {
    truncateSync(this.log(name).path, size);
  }

  moves(name: string, folder: string): void {
    const target = join(this.installPath, folder, name);
    mkdirSync(dirname(target), { recursive: true });
    renameSync(this.log(name).path, target);
  }

  #begun(name: string): WrittenLog {
    const log = this.logs.findLast((one) => one.name === name);
    return log?.exists ? log : this.begin(name);
  }

  #append(log: WrittenLog, text: string, endsRecord: boolean): void {
    appendFileSync(log.path, text);
    // No two writes in the same millisecond: by size, time and number a file must be seen to have changed.
    log.writtenAt = this.clock() + (this.#writes += 1);
    utimesSync(log.path, log.writtenAt / 1000, log.writtenAt / 1000);
    log.content = Buffer.concat([log.content, Buffer.from(text)]);
    if (endsRecord) log.wholeUpTo = log.content.length;
  }
}

export function header(name: string, date: string): string {
  const side = /^SEND/i.test(name) ? 'Send' : 'Receive';
  return [
    '#Software: Microsoft Exchange Server',
    '#Version: 15.0.0.0',
    `#Log-type: SMTP ${side} Protocol Log`,
    `#Date: ${date}`,
    '#Fields: date-time,connector-id,session-id,sequence-number,local-endpoint,remote-endpoint,event,data,context',
    '',
  ].join('\r\n');
}
