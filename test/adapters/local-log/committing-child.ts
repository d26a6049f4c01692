// A process that commits in a loop and says the number of each commit once it is durable:
// `committing-child.ts FOLDER [value bytes]`. Started, killed and limited by disk tests.

import { openLocalLog } from '../../../src/adapters/local-log/local-log.ts';
import { OutputBuffer } from '../../../src/core/batch.ts';
import { OutsideError } from '../../../src/errors.ts';
import { testClock } from './test-clock.ts';

const [, , folder = '', padding = '0'] = process.argv;
try {
  const log = openLocalLog({ folder, clock: testClock() });
  for (const name of ['left', 'right']) {
    await log.createTopic({ name, partitions: 1, cleanup: 'delete' });
  }
  const writer = await log.writer('child');
  for (let commit = 0; commit < 5_000; commit += 1) {
    const left = new OutputBuffer('left', 0);
    const right = new OutputBuffer('right', 0);
    for (let i = 0; i < 3; i += 1) left.append('k', Buffer.from(`${commit}`));
    right.append('k', Buffer.from(`${commit}`.padEnd(Number(padding))));
    await writer.commit([left, right]);
    process.stdout.write(`${commit}\n`);
  }
} catch (error) {
  process.stderr.write(error instanceof OutsideError ? error.code : String(error));
  process.exitCode = 1;
}
