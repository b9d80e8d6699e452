import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

const ROOT = join(__dirname, '../..');
const PAGES = ['README.md', ...readdirSync(join(ROOT, 'docs')).flatMap((name) => (name.endsWith('.md') ? [`docs/${name}`] : []))];

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const all = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, found = '']) => found);
const withoutFences = (page: string) => page.replace(/^ *```[^]*?^ *```/gm, '');

/** What stands in a page as code: blocks line by line, and words within a sentence. */
function codeOf(page: string): readonly string[] {
  const blocks = all(page, /^ *```\w*\n([^]*?)^ *```/gm).flatMap((block) => block.replaceAll('\\\n', ' ').split('\n'));
  return [...blocks.map((line) => line.replace(/(?:^|\s)# .*/, '')), ...all(withoutFences(page), /`([^`\n]+)`/g)];
}

/** The places of a page that a link can lead to, as GitHub names them. */
function anchorsOf(page: string): ReadonlySet<string> {
  return new Set(
    all(withoutFences(page), /^#+ (.+)$/gm).map((heading) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}

function sourcesBelow(folder: string): string {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => read(join(folder, path)))
    .join('\n');
}

const cli = sourcesBelow('lib/cli');
const verbs = new Set(['help', ...all(cli, /\.command\('([\w-]+)/g)]);
const options = new Set(['help', 'version', ...all(cli, /['"](?:-\w, )?--([\w-]+)/g)]);
const scripts = new Set(Object.keys((JSON.parse(read('package.json')) as { readonly scripts: object }).scripts));
const settings = new Set(all(read('infra/main.bicepparam'), /'(MAILFLOW_\w+)'/g));

describe.each(PAGES)('%s', (path) => {
  const page = read(path);
  const code = codeOf(page);

  it('leads to pages, places and pictures that exist', () => {
    const links = [...all(withoutFences(page), /\]\(([^)\s]+)\)/g), ...all(page, /<img[^>]+src="([^"]+)"/g)];
    const broken = links.filter((link) => {
      if (/^(?:https?|mailto):/.test(link)) return false;
      const [file = '', anchor] = link.split('#');
      const target = file === '' ? path : normalize(join(dirname(path), file));
      return !existsSync(join(ROOT, target)) || (anchor !== undefined && !anchorsOf(read(target)).has(anchor));
    });
    expect(broken).toEqual([]);
  });

  it('names files of the repository that exist', () => {
    const files = code.flatMap((text) => /^(?:lib|test|infra|docs|functions|packaging)\/[\w./-]+$/.exec(text) ?? []);
    expect(files.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
  });

  it('names commands that exist, with options that exist', () => {
    const calls = code.flatMap((text) => all(text, /(?:^|[\s;(|&])mailflow ((?!-)[^|;)]*)/g));
    const unknown = calls.filter((call) => {
      const [verb = ''] = call.split(/\s/);
      return /^[a-z-]+$/.test(verb) && !verbs.has(verb);
    });
    expect(unknown).toEqual([]);
    expect(calls.flatMap((call) => all(call, /\s--([a-z][\w-]*)/g)).filter((option) => !options.has(option))).toEqual([]);
    expect(code.flatMap((text) => all(text, /npm run (?:--\S+ )?([\w:-]+)/g)).filter((script) => !scripts.has(script))).toEqual([]);
  });

  it('has azd do what it can, and set what the template reads', () => {
    const calls = code.flatMap((text) => all(text, /(?:^|[\s"(;&])azd ([^;)|&#"]+)/g));
    const known =
      /^(?:up|down|deploy|provision(?: --preview)?|auth login|env (?:new|set|get-values?)\b.*|hooks run (?:preprovision|postdeploy))\s*$/;
    expect(calls.filter((call) => !known.test(call))).toEqual([]);
    const set = calls.flatMap((call) => all(call, /^env set (MAILFLOW_\w+)/g));
    // The hooks read this one; the template has its hash.
    expect(set.filter((name) => !settings.has(name) && name !== 'MAILFLOW_ADMIN_TOKEN')).toEqual([]);
  });
});

describe('docs/operations.md', () => {
  it('lists every setting of a deployment, and no other', () => {
    const [, table = ''] = /## Settings\n([^]*?)\n## /.exec(read('docs/operations.md')) ?? [];
    expect(new Set(all(table, /`(MAILFLOW_\w+)`/g))).toEqual(settings);
  });
});

describe('the button “Deploy to Azure”', () => {
  it('brings the template that is compiled here', () => {
    const [address = ''] = all(read('README.md'), /portal\.azure\.com\/#create\/Microsoft\.Template\/uri\/([^)\s]+)/g);
    expect(decodeURIComponent(address)).toMatch(/^https:\/\/raw\.githubusercontent\.com\/[^/]+\/mailflow\/main\/infra\/main\.json$/);
  });
});
