import { lastRecordEnd } from '../../lib/log/record-end.js';
import type { LogFile, Stream } from '../../lib/log/log-file.js';

/** A generated log as the files that Exchange would have written. */
export interface ExchangeFile {
  readonly stream: Stream;
  readonly file: LogFile;
  readonly bytes: Buffer;
}

const HEADER = '#Software:';

/** Takes a generated log apart where its headers stand. */
export function filesOf(log: Buffer): readonly ExchangeFile[] {
  const starts: number[] = [];
  for (let at = log.indexOf(HEADER); at >= 0; at = log.indexOf(HEADER, at + 1)) starts.push(at);
  return starts.map((start, index) => {
    const bytes = log.subarray(start, starts[index + 1] ?? log.length);
    const header = bytes.toString('latin1', 0, 400);
    const date = /^#Date: (\S+)/m.exec(header)?.[1] ?? '';
    const sends = header.includes('SMTP Send');
    const name = `${sends ? 'SEND' : 'RECV'}${date.slice(0, 13).replace(/\D/g, '')}-${index + 1}.LOG`;
    return { stream: sends ? 'hub/smtp-send' : 'frontend/smtp-receive', file: { name, date }, bytes };
  });
}

/** Where a shipper would cut a file: at the last end of a record within each so many bytes. */
export function edgesOf(bytes: Buffer, chunkBytes: number): readonly number[] {
  const edges = [0];
  for (let from = 0; from < bytes.length;) {
    from = from + chunkBytes >= bytes.length ? bytes.length : lastRecordEnd(bytes.subarray(0, from + chunkBytes), from);
    edges.push(from);
  }
  return edges;
}
