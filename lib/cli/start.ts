#!/usr/bin/env node
import * as nodeModule from 'node:module';
import { join } from 'node:path';

/** What Node.js has from 22.1 on. */
interface CompileCache {
  enableCompileCache?(folder: string): unknown;
}

// To compile is half of a short run. What Node.js keeps of it lies beside the code, under its rights, not in a folder that all may write to.
(nodeModule as CompileCache).enableCompileCache?.(join(__dirname, '.compiled'));

// Not by an import: only what is loaded from here on is kept, and import() would read the whole command once more for its exports.
nodeModule.createRequire(__filename)('./mailflow.js');
