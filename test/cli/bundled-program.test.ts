import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BundledProgram } from '../../lib/cli/bundled-program.js';

describe('what V8 made of the command when it was built', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mailflow-bundle-'));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  /** A program that says one word, always at the same length, as V8 itself tells programs apart. */
  const bundle = (build: string, says: 'today' | 'later') => {
    writeFileSync(join(folder, 'mailflow.js'), `//${build}\nthrow new Error('${says}');\n`);
    return new BundledProgram(folder);
  };

  it('need not be there', () => {
    expect(() => {
      bundle('b1', 'today').run();
    }).toThrow('today');
  });

  it('runs instead of the source', () => {
    bundle('b2', 'today').keepCompiled();
    expect(() => {
      bundle('b2', 'later').run();
    }).toThrow('today');
  });

  it('is of one build, and never taken for another’s', () => {
    bundle('b3', 'today').keepCompiled();
    expect(() => {
      bundle('b4', 'later').run();
    }).toThrow('later');
  });

  it('is left aside when V8 does not know it', () => {
    bundle('b5', 'later').keepCompiled();
    const kept = readdirSync(join(folder, '.compiled')).find((name) => name.startsWith('b5-')) ?? '';
    writeFileSync(join(folder, '.compiled', kept), 'of another version');
    expect(() => {
      bundle('b5', 'today').run();
    }).toThrow('today');
  });
});
