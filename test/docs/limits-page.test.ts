import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MAX_CHUNK_BYTES, MAX_PSEUDONYM_GROWTH } from '../../lib/contract/uploads.js';
import { MAX_ENDPOINT_CHARACTERS } from '../../lib/diagnosis/facts/endpoint.js';
import { MAX_EVIDENCE_CHARACTERS } from '../../lib/diagnosis/finding.js';
import { MAX_HOSTS } from '../../lib/diagnosis/hourly-activity.js';
import { MAX_TEXT_CHARACTERS } from '../../lib/diagnosis/occurrence-limits.js';
import { CHUNK_LIMITS } from '../../lib/ingest/chunk-limits.js';
import { MAX_EXPORT_BYTES } from '../../lib/inventory/limits.js';
import { MAX_BROKEN_RECORD_BYTES, MAX_LINE_BYTES, MAX_NAME_BYTES } from '../../lib/log/limits.js';
import { MAX_LONG_BYTES } from '../../lib/store/long-bytes.js';

const ROOT = join(__dirname, '../..');

const LIMITS: Readonly<Record<string, string>> = {
  'one line': size(MAX_LINE_BYTES),
  'a field with line breaks in its quotes': size(MAX_BROKEN_RECORD_BYTES),
  'connector, session-id': size(MAX_NAME_BYTES),
  'an endpoint in facts and findings': count(MAX_ENDPOINT_CHARACTERS),
  'a chunk, decompressed': size(MAX_CHUNK_BYTES),
  'a chunk with pseudonyms, for each byte of its own': count(MAX_PSEUDONYM_GROWTH),
  'failed sessions of a chunk that are kept': count(CHUNK_LIMITS.sessionsKept),
  "sessions that cross a chunk's edges": count(CHUNK_LIMITS.crossing),
  'findings of a chunk': count(CHUNK_LIMITS.findings),
  'hours in a chunk': count(CHUNK_LIMITS.hours),
  'connectors in a chunk': count(CHUNK_LIMITS.connectors),
  'remote hosts that an hour tells apart': count(MAX_HOSTS),
  'a text in a finding': count(MAX_TEXT_CHARACTERS),
  'a line of evidence': count(MAX_EVIDENCE_CHARACTERS),
  'a session in its row, compressed': size(MAX_LONG_BYTES),
  'an export of the inventory, decompressed': size(MAX_EXPORT_BYTES),
};

function size(bytes: number): string {
  const kibibytes = bytes / 1024;
  return kibibytes < 1024 ? `${kibibytes} KiB` : `${kibibytes / 1024} MiB`;
}

function count(number: number): string {
  return number.toLocaleString('en-US');
}

describe('docs/limits.md', () => {
  const page = readFileSync(join(ROOT, 'docs/limits.md'), 'utf8');
  const [, section = ''] = page.split('## What a log can come to');
  const rows = [...(section.split('\n## ')[0] ?? '').matchAll(/^\| ([^|]+?) *\| ([^|]+?) *\| [^|]+ \| `([^`]+)` *\|$/gm)];

  it('tells each limit that the content of a log can meet, as it is', () => {
    expect(Object.fromEntries(rows.map(([, what, most]) => [what, most]))).toEqual(LIMITS);
  });

  it('names for each a test that there is', () => {
    expect(rows.map(([, , , test = '']) => test).filter((test) => !existsSync(join(ROOT, test)))).toEqual([]);
  });
});
