import { MAX_EXPORT_BYTES, MAX_ITEMS } from '../../lib/inventory/limits.js';
import { EXPORT_COMMANDS } from '../../lib/inventory/export-command.js';
import { INVENTORY_KINDS } from '../../lib/inventory/kinds.js';
import { NotAnExport, type ExportProblem } from '../../lib/inventory/not-an-export.js';
import { readExport, type ExportOrigin } from '../../lib/inventory/read-export.js';
import { fixtureBytes } from './fixture-export.js';

function refusal(text: string | Buffer, origin?: ExportOrigin): NotAnExport {
  try {
    readExport(Buffer.from(text), origin);
  } catch (error) {
    if (error instanceof NotAnExport) return error;
    throw error;
  }
  throw new Error('The export was read.');
}

describe('how a file may be written', () => {
  const text = fixtureBytes('send-connectors.json').toString();
  const expected = readExport(Buffer.from(text));
  const littleEndian = Buffer.from(text, 'utf16le');

  for (const [written, bytes] of [
    ['UTF-8 with a byte order mark (Set-Content -Encoding UTF8)', Buffer.from(`\ufeff${text}`)],
    ['UTF-16 with a byte order mark (“>” of Windows PowerShell)', Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['UTF-16 without its mark', littleEndian],
    ['big-endian UTF-16', Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(littleEndian).swap16()])],
    ['{ "value": […], "Count": 2 } as Windows PowerShell 5.1 wraps a piped array', Buffer.from(`{"value":${text},"Count":2}`)],
  ] as const) {
    it(written, () => {
      expect(readExport(bytes)).toEqual(expected);
    });
  }

  it('the server’s ANSI code page (Set-Content of Windows PowerShell): an umlaut in a connector’s name', () => {
    const bytes = Buffer.from('[{"Name":"Nach M\xfcnchen","AddressSpaces":"smtp:*;1"}]', 'latin1');
    expect(readExport(bytes).items).toMatchObject([{ name: 'Nach München' }]);
  });

  it('an empty list is an answer when it says of what: no queue is waiting', () => {
    const empty = '{"mailflow":1,"kind":"queues","server":"EX01","collectedAt":"2026-09-30T06:00:00Z","items":[]}';
    expect(readExport(Buffer.from(empty))).toMatchObject({ kind: 'queues', items: [], unreadable: [] });
    expect(readExport(Buffer.from('[]'), { kind: 'queues' })).toMatchObject({ kind: 'queues', items: [] });
  });

  it('an object without what names it is counted, and the others are read', () => {
    const connectors = '[{"AddressSpaces":"smtp:*;1"},"text",{"Name":"Internet","AddressSpaces":"smtp:*;1"}]';
    const { items, unreadable } = readExport(Buffer.from(connectors));
    expect(items).toHaveLength(1);
    expect(unreadable).toEqual([0, 1]);
  });

  it('the envelope knows better than the caller of what and whose the export is', () => {
    const origin = { kind: 'send-connectors', server: 'EX99', collectedAt: 0 } as const;
    expect(readExport(fixtureBytes('queues.json'), origin)).toMatchObject({ kind: 'queues', server: 'EX01' });
  });
});

describe('what is no export, and what it is instead', () => {
  const cases: readonly (readonly [ExportProblem, string, string, RegExp])[] = [
    ['empty', 'an empty file', ' \r\n', /nothing to export/],
    ['csv', 'CSV with quotes', '"Name","Enabled","Fqdn"\r\n"Internet","True",""', /CSV.*ConvertTo-Json/],
    ['csv', 'CSV with its type', '#TYPE Selected.Microsoft.Exchange\r\n"Name"\r\n', /CSV/],
    ['format-list', 'Format-List', 'Name                 : Outbound to Office 365\r\nEnabled              : True', /Format-List/],
    [
      'format-table',
      'Format-Table',
      'Identity  Status  MessageCount\r\n--------  ------  ------------\r\nEX01\\42   Retry   117',
      /Format-Table/,
    ],
    ['html', 'a web page', '<!DOCTYPE html>\n<html><body>Sign in</body></html>', /HTML/],
    ['clixml', 'Export-Clixml', '<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">', /Export-Clixml/],
    ['no-objects', 'a text', 'Access denied.', /not JSON/],
    ['no-objects', 'a list of texts', '["Microsoft.Exchange.Data.SmtpSendConnectorConfig"]', /no objects/],
    ['truncated-json', 'a file that was cut off', '[\n  {\n    "Name": "Inter', /ends too early.*line 3, column 19/],
    ['truncated-json', 'a file that was cut off between two objects', '[{"Name":"Internet"},', /ends too early/],
    [
      'broken-json',
      'a file that was edited',
      '[\n  { "Name": "Internet" "Enabled": true }\n]',
      /broken at character 25 \(line 2, column 24\)/,
    ],
    ['unrecognised', 'an empty list', '[]', /Name its kind/],
    ['unrecognised', 'something else', '[{"ProcessName":"w3wp","Id":4711}]', /ProcessName, Id.*Get-SendConnector/],
    ['newer-envelope', 'an envelope of tomorrow', '{"mailflow":2,"kind":"queues"}', /Update Mailflow/],
    [
      'bad-envelope',
      'a kind nobody knows',
      '{"mailflow":1,"kind":"mailboxes","server":"EX01","collectedAt":"2026-09-30T06:00:00Z","items":[]}',
      /“kind”/,
    ],
    [
      'bad-envelope',
      'a date in German',
      '{"mailflow":1,"kind":"queues","server":"EX01","collectedAt":"30.09.2026","items":[]}',
      /“collectedAt”/,
    ],
  ];
  for (const [problem, what, text, message] of cases) {
    it(`${what} → ${problem}`, () => {
      const error = refusal(text);
      expect(error.problem).toBe(problem);
      expect(error.message).toMatch(message);
    });
  }

  it('no more than the limits', () => {
    expect(refusal(Buffer.alloc(MAX_EXPORT_BYTES + 1, ' ')).problem).toBe('too-large');
    expect(refusal(Buffer.alloc(MAX_EXPORT_BYTES, ' ')).problem).toBe('empty');
    const queues = (count: number) =>
      JSON.stringify(Array.from({ length: count }, (_, place) => ({ Identity: `EX01\\${place}`, NextHopDomain: 'x' })));
    expect(refusal(queues(MAX_ITEMS + 1)).problem).toBe('too-many-items');
    expect(readExport(Buffer.from(queues(MAX_ITEMS))).items).toHaveLength(MAX_ITEMS);
  });
});

describe('recognising output that does not say what it is', () => {
  for (const kind of INVENTORY_KINDS) {
    it(`no object of ${EXPORT_COMMANDS[kind]} is taken for another kind`, () => {
      const name = `${kind}.json`;
      const known = ['frontend-transport-services', 'mailbox-transport-services'].includes(kind);
      const bytes = known
        ? Buffer.from(
            fixtureBytes('transport-services.json')
              .toString()
              .replaceAll('\\\\Hub\\\\', ROLE[kind] ?? ''),
          )
        : fixtureBytes(name);
      const json = JSON.parse(bytes.toString()) as { items?: unknown };
      expect(readExport(Buffer.from(JSON.stringify(json.items ?? json))).kind).toBe(kind);
    });
  }

  const ROLE: Readonly<Record<string, string>> = {
    'frontend-transport-services': '\\\\FrontEnd\\\\',
    'mailbox-transport-services': '\\\\Mailbox\\\\',
  };

  it('a transport service whose logs lie elsewhere could be any of three: the caller must say', () => {
    const moved = Buffer.from('{"Name":"EX01","SendProtocolLogPath":"E:\\\\SmtpLogs","IntraOrgConnectorProtocolLoggingLevel":"Verbose"}');
    expect(refusal(moved).problem).toBe('unrecognised');
    expect(readExport(moved, { kind: 'frontend-transport-services' }).items).toMatchObject([
      { intraOrgConnectorProtocolLogging: 'Verbose' },
    ]);
  });
});
