import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The shipper's page of the documentation, and those that it links to. In the archive it is the README. */
const PAGES = {
  'README.md': 'shipper.md',
  'costs.md': 'costs.md',
  'inventory.md': 'inventory.md',
  'privacy.md': 'privacy.md',
  'probe.md': 'probe.md',
};

/** @returns {Promise<Record<string, string>>} the pages by their names in the archive; what they link to is in it too, and other links are mere text. */
export async function pages(docs) {
  const named = new Map(Object.entries(PAGES).map(([name, page]) => [page, name]));
  return Object.fromEntries(
    await Promise.all(
      Object.entries(PAGES).map(async ([name, page]) => {
        const text = await readFile(join(docs, page), 'utf8');
        return [
          name,
          text.replace(RELATIVE_LINK, (_, shown, to, place = '') => (named.has(to) ? `[${shown}](${named.get(to)}${place})` : shown)),
        ];
      }),
    ),
  );
}

const RELATIVE_LINK = /\[([^\]]+)\]\((?!https?:|#)([^)#]+)(#[^)]*)?\)/g;
