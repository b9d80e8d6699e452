import { writeFileSync } from 'node:fs';
import { compileScanner, PROGRAM } from './compile.js';

writeFileSync(PROGRAM, compileScanner());
