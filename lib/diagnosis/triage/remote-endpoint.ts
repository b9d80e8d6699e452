const COMMA = 0x2c;
const COLON = 0x3a;

/** Where the remote endpoint of a row begins: it stands two fields before the data, in a log with Exchange's own columns. */
export function remoteEndpointStart(bytes: Buffer, data: number): number {
  let start = data - 3;
  while (start > 0 && bytes[start - 1] !== COMMA) start -= 1;
  return start;
}

/** The remote endpoint of a row as written, with its port. */
export function remoteEndpointAt(bytes: Buffer, data: number): string {
  return bytes.toString('latin1', remoteEndpointStart(bytes, data), data - 3);
}

/** The other side's address, without its port, by which the sessions with one host are told from those with another. */
export function remoteAddressAt(bytes: Buffer, data: number): string {
  const start = remoteEndpointStart(bytes, data);
  return bytes.toString('latin1', start, remoteAddressEnd(bytes, start, data));
}

/** Where the address ends of the remote endpoint that begins at `start`: before its port, if it has one. */
export function remoteAddressEnd(bytes: Buffer, start: number, data: number): number {
  const end = data - 3;
  for (let at = end - 1; at > start; at -= 1) if (bytes[at] === COLON) return at;
  return end;
}
