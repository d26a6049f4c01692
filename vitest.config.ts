// How the tests run. Settings of the machine stay out, so that a run means the same everywhere.

import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { kafkaDesk } from './test/support/kafka-answer.ts';
import { LongestFirst } from './test/support/longest-first.ts';
import { LastLineReporter } from './test/support/reporter.ts';

for (const name of Object.keys(process.env)) {
  if (name.startsWith('MOLECATCHER_')) delete process.env[name];
}
// Half of a start of our program is making JavaScript of some hundred files and compiling it, and
// tests start it some hundred times: Node keeps here what came of it.
process.env['NODE_COMPILE_CACHE'] = fileURLToPath(new URL('.dev/compiled', import.meta.url));

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/support/fixtures/**'],
    // Processes, not threads: native code (the embedded ClickHouse) and signals are under test,
    // and what goes down with them must be one file, not the run.
    pool: 'forks',
    // Starts nothing by itself: a Kafka for the files that ask.
    globalSetup: [kafkaDesk],
    sequence: { sequencer: LongestFirst },
    maxWorkers: Math.min(4, availableParallelism()),
    // A test waits for brokers and processes that share two cores with its neighbours.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    teardownTimeout: 40_000,
    passWithNoTests: false,
    reporters: ['default', new LastLineReporter()],
  },
});
