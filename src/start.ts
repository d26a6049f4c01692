// What the installed command starts: says in one line that Node is too old, before anything is
// loaded that an old Node cannot read. main.ts imports node:sqlite and fails there with an error
// that helps nobody; imports are resolved before code runs, so the check has a file of its own.
// In a checkout npm scripts run the Node that npm ci brought, and start main.ts at once.

const [major = 0] = process.versions.node.split('.').map(Number);
if (major >= 24) {
  await import('./main.ts');
} else {
  console.error(
    `molecatcher needs Node 24; this is ${process.versions.node}. ` +
      'In a checkout `npm ci` brings it along: use `npm start` or `npm run -s molecatcher -- …`.',
  );
  process.exitCode = 1;
}
