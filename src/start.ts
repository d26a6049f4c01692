// What every command starts: says in one line that Node is too old, before anything is loaded that
// an old Node cannot read. main.ts imports node:sqlite and fails there with an error that helps
// nobody; imports are resolved before code runs, so the check has a file of its own.
//
// And has Node keep what it makes of some 400 files, types taken out and compiled: a command starts
// in 0.3 s where it took 0.75. Each file is looked up by its content; beside the packages, since
// whoever may write there may change the program too. Where nobody may, nothing is kept.

import module from 'node:module';
import { fileURLToPath } from 'node:url';

const [major = 0] = process.versions.node.split('.').map(Number);
if (major >= 24) {
  const folder = fileURLToPath(new URL('../node_modules/.cache/molecatcher', import.meta.url));
  module.enableCompileCache(folder);
  // Threads look here.
  process.env['NODE_COMPILE_CACHE'] ??= folder;
  await import('./main.ts');
} else {
  console.error(
    `molecatcher needs Node 24; this is ${process.versions.node}. ` +
      'In a checkout `npm ci` brings it along: use `npm start` or `npm run -s molecatcher -- …`.',
  );
  process.exitCode = 1;
}
