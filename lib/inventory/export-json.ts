import { NotAnExport } from './not-an-export.js';

const AS_JSON = 'Export with: | ConvertTo-Json -Depth 4 | Set-Content -Encoding UTF8 file.json';

/** Parses an export, or says what the text is instead of JSON. */
export function parseExportJson(text: string): unknown {
  const trimmed = text.trim();
  if (trimmed === '')
    throw new NotAnExport('empty', 'The file is empty. A command without any output leaves such a file: there may be nothing to export.');
  if (/^[[{]/.test(trimmed)) return parse(trimmed);
  throw notJson(trimmed);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    // Node's messages quote the text around the fault and differ between versions; only the place in them is of use.
    const position = placeOf(error, text);
    if (position === undefined) {
      throw new NotAnExport(
        'truncated-json',
        `The JSON ends too early, after ${text.length} characters (${placeIn(text, text.length)}): the file was cut off. Export it again.`,
      );
    }
    throw new NotAnExport(
      'broken-json',
      `The JSON is broken at character ${position} (${placeIn(text, position)}). Was it edited? Export it again.`,
    );
  }
}

/** Where the parser stopped; `undefined` when it was at the end of the text. */
function placeOf(error: unknown, text: string): number | undefined {
  const message = error instanceof Error ? error.message : '';
  if (/unexpected end|unterminated string/i.test(message)) return undefined;
  const position = Number(/at position (\d+)/.exec(message)?.[1] ?? text.length);
  return position >= text.length ? undefined : position;
}

function placeIn(text: string, position: number): string {
  const before = text.slice(0, position).split('\n');
  return `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
}

function notJson(text: string): NotAnExport {
  const [line = '', next = ''] = text.split(/\r?\n/);
  if (/^<Objs\b/i.test(text) || /^<\?xml[^]{0,200}<Objs\b/i.test(text))
    return new NotAnExport('clixml', `This is the output of Export-Clixml. ${AS_JSON}`);
  if (/^<(!doctype html|html|head|body|table)\b/i.test(text)) return new NotAnExport('html', `This is an HTML page. ${AS_JSON}`);
  if (/^#TYPE /.test(line) || /^"[^"]*"(,"[^"]*")+$/.test(line) || /^\w+([,;]\w+){2,}$/.test(line)) {
    return new NotAnExport('csv', `This is CSV, which loses lists and nested values. ${AS_JSON}`);
  }
  if (/^\S+\s+:(\s|$)/.test(line))
    return new NotAnExport('format-list', `This is the output of Format-List, which is for people to read. ${AS_JSON}`);
  if (/^-+(\s+-+)*\s*$/.test(next))
    return new NotAnExport('format-table', `This is the output of Format-Table, which cuts off what is too wide. ${AS_JSON}`);
  return new NotAnExport('no-objects', `This is not JSON. ${AS_JSON}`);
}
