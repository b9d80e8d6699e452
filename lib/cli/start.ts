#!/usr/bin/env node
import * as nodeModule from 'node:module';
import { join } from 'node:path';
import { BundledProgram } from './bundled-program.js';

/** What Node.js has from 22.1 on. */
interface CompileCache {
  enableCompileCache?(folder: string): unknown;
}

// For what a verb loads when it is called. It lies beside the code, under its rights, not in a folder that all may write to.
(nodeModule as CompileCache).enableCompileCache?.(join(__dirname, '.compiled'));

new BundledProgram(__dirname).run();
