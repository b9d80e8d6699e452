import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { recogniseFormat } from '../../lib/log/format.js';
import { log, row, SEND_HEADER } from './log-lines.js';

describe('recognising what someone sent', () => {
  for (const { told, bytes } of [
    { told: 'a protocol log', bytes: log(...SEND_HEADER) },
    { told: 'a protocol log with a byte order mark', bytes: Buffer.concat([Buffer.from('\ufeff'), log(...SEND_HEADER)]) },
    { told: 'rows without a header', bytes: log(row(0, '+,,')) },
    { told: 'rows with a question around them', bytes: log('Hi all, mail is stuck:', '', row(0, '+,,'), 'Thanks!') },
    { told: 'a header without rows that lost its #', bytes: log(...SEND_HEADER.map((line) => line.slice(1))) },
  ]) {
    it(`takes ${told}`, () => {
      expect(recogniseFormat(bytes)).toEqual({ kind: 'smtp-protocol-log' });
    });
  }

  for (const { name, bytes } of [
    { name: 'empty file', bytes: Buffer.alloc(0) },
    {
      name: 'IIS SMTP service log (W3C)',
      bytes: readFileSync(join(__dirname, '../fixtures/logs/62-pastebin-wtU9XT6T-iis-smtpsvc-not-exchange-5760.log')),
    },
    {
      name: 'IIS SMTP service log (W3C)',
      bytes: log('#Software: Microsoft Internet Information Services 8.5', '#Fields: date time c-ip cs-username s-sitename'),
    },
    {
      name: 'message tracking log',
      bytes: log(
        '#Software: Microsoft Exchange Server',
        '#Version: 15.01.2507.000',
        '#Log-type: Message Tracking Log',
        '#Fields: date-time,client-ip,client-hostname,server-ip,server-hostname,source-context,connector-id,source,event-id',
        '2024-05-14T09:30:00.010Z,192.0.2.1,EX01,192.0.2.2,EX01,08DC,Internet,SMTP,SEND,1,<a@b>,x',
      ),
    },
    {
      name: 'connectivity log',
      bytes: log(
        '#Log-type: Transport Connectivity Log',
        '#Fields: date-time,session,source,Destination,direction,description',
        '2024-05-14T09:30:00.010Z,08DC73F0A1B20001,SMTP,contoso.com,+,DnsConnectorDelivery',
      ),
    },
    { name: 'POP or IMAP protocol log', bytes: log('#Fields: dateTime,sessionId,seqNumber,sIp,cIp,user,duration,rqsize,rpsize,command') },
    { name: 'transport agent log', bytes: log('#Log-type: Agent Log') },
    { name: 'HttpProxy log', bytes: log('DateTime,RequestId,MajorVersion,MinorVersion', '#Software: Microsoft Exchange Server') },
    { name: 'Routing Table Log', bytes: log('#Log-type: Routing Table Log') },
    { name: 'UTF-16 text', bytes: Buffer.from(`\ufeff${row(0, '+,,')}\r\n`, 'utf16le') },
    { name: 'UTF-16 text', bytes: Buffer.from(`${row(0, '+,,')}\r\n`, 'utf16le') },
    { name: 'gzip archive', bytes: Buffer.from([0x1f, 0x8b, 8, 0]) },
    { name: 'ZIP archive', bytes: Buffer.from('PK\x03\x04') },
    { name: 'Windows event log', bytes: Buffer.from('ElfFile\0') },
    { name: 'mail message', bytes: log('Received: from mail.contoso.com', 'Subject: help') },
    { name: 'binary file', bytes: Buffer.from([0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 0]) },
    { name: 'unknown text', bytes: log('date,subject', 'today,hello') },
  ]) {
    it(`knows “${bytes.toString('latin1', 0, 30).replace(/[^ -~]+/g, ' ')}” for: ${name}`, () => {
      const format = recogniseFormat(bytes);
      expect(format).toMatchObject({ kind: 'unsupported', name });
      expect(format.kind === 'unsupported' && format.why).toMatch(/^[A-Z].*\.$|\.$/);
    });
  }
});
