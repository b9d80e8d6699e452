import { createSocket } from 'node:dgram';
import { once } from 'node:events';

/** What a zone says of one name: its MX records, addresses, or that it never answers. */
export interface Zone {
  readonly [name: string]: { readonly mx?: readonly (readonly [number, string])[]; readonly a?: readonly string[]; readonly silent?: true };
}

const TYPES: Readonly<Record<number, 'a' | 'mx' | 'aaaa'>> = { 1: 'a', 15: 'mx', 28: 'aaaa' };

/** A name server on this machine that knows a few names: what it does not know does not exist. */
export async function nameServer(zone: Zone): Promise<{ readonly address: string; close(): void }> {
  const socket = createSocket('udp4');
  socket.on('message', (query, peer) => {
    const { name, type, end } = questionOf(query);
    const known = zone[name];
    if (known?.silent === true) return;
    const kind = TYPES[type];
    const records = kind === 'a' ? (known?.a ?? []).map(addressData) : kind === 'mx' ? (known?.mx ?? []).map(mxData) : [];
    const header = Buffer.from(query.subarray(0, 12));
    header.writeUInt16BE(known === undefined ? 0x8183 : 0x8180, 2);
    header.writeUInt16BE(records.length, 6);
    header.writeUInt32BE(0, 8);
    const answers = records.map((data) => {
      const record = Buffer.alloc(12);
      record.writeUInt16BE(0xc00c, 0);
      record.writeUInt16BE(type, 2);
      record.writeUInt16BE(1, 4);
      record.writeUInt32BE(60, 6);
      record.writeUInt16BE(data.length, 10);
      return Buffer.concat([record, data]);
    });
    socket.send(Buffer.concat([header, query.subarray(12, end), ...answers]), peer.port, peer.address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return { address: `127.0.0.1:${socket.address().port}`, close: () => void socket.close() };
}

function questionOf(query: Buffer): { name: string; type: number; end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += length + 1;
  }
  return { name: labels.join('.').toLowerCase(), type: query.readUInt16BE(at + 1), end: at + 5 };
}

function addressData(address: string): Buffer {
  return Buffer.from(address.split('.').map(Number));
}

function mxData([priority, host]: readonly [number, string]): Buffer {
  const labels = host.split('.').flatMap((label) => (label === '' ? [] : [Buffer.from([label.length]), Buffer.from(label, 'latin1')]));
  return Buffer.concat([Buffer.from([priority >> 8, priority & 255]), ...labels, Buffer.from([0])]);
}
