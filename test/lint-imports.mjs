import { readFileSync } from 'node:fs';
import { Linter } from 'eslint';
import tseslint from 'typescript-eslint';
import { importRules, levels } from '../eslint.rooms.mjs';

/** Reads `[{ from, imported }]` from standard input; prints for each whether a file of that name may hold that import, and the levels of the rooms. */
const linter = new Linter();
const parser = { files: ['**/*.ts'], languageOptions: { parser: tseslint.parser } };
const cases = JSON.parse(readFileSync(0, 'utf8'));
const allowed = cases.map(
  ({ from, imported }) => linter.verify(`import '${imported}';`, [parser, ...importRules], { filename: from }).length === 0,
);
process.stdout.write(JSON.stringify({ allowed, levels }));
