/** Makes the bytes of a log from its lines, with the line ends that Exchange writes. */
export function log(...lines: string[]): Buffer {
  return Buffer.from(lines.map((line) => `${line}\r\n`).join(''));
}

export const SEND_HEADER = [
  '#Software: Microsoft Exchange Server',
  '#Version: 15.0.0.0',
  '#Log-type: SMTP Send Protocol Log',
  '#Date: 2019-05-28T15:07:00.088Z',
  '#Fields: date-time,connector-id,session-id,sequence-number,local-endpoint,remote-endpoint,event,data,context',
];

/** A row of the connector “Outbound to Office 365”, from its sequence number and what follows the endpoints. */
export function row(sequence: number, rest: string, id = '08D6DB768B3F8C32'): string {
  return `2019-05-28T15:07:00.088Z,Outbound to Office 365,${id},${sequence},192.0.2.10:53638,104.47.5.36:25,${rest}`;
}
