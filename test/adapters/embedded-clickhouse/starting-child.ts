// Starts an engine, says its pid and waits to be killed: the parent in the test of the leash.

import { startEngine } from '../../../src/adapters/embedded-clickhouse/start-engine.ts';

const engine = await startEngine({ folder: process.argv[2]! });
console.log(engine.pid);
setInterval(() => engine.pid, 1_000);
