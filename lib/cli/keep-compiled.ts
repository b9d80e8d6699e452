import { BundledProgram } from './bundled-program.js';

/** Run by the build: runs the command as its arguments say, and keeps what V8 made of it meanwhile. */
const program = new BundledProgram(__dirname);
process.on('exit', () => {
  program.keepCompiled();
});
program.run();
