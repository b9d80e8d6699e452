import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { VERSION } from '../../lib/shipper/version.js';
import { SHIPPER_TABLES, tableBelow } from './shipper-page.js';

const ROOT = join(__dirname, '../..');

describe('docs/shipper.md', () => {
  const page = readFileSync(join(ROOT, 'docs/shipper.md'), 'utf8');
  it.each(SHIPPER_TABLES)('says of “$heading” what the program says', ({ heading, rows }) => {
    expect(tableBelow(page, heading)).toEqual(rows);
  });
});

it('the shipper’s version is the package’s', () => {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
  expect(VERSION).toBe(version);
});
