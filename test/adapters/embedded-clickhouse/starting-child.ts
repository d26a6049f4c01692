// Starts an engine, says its pid and waits to be killed: the parent in the test of the leash.

import { startEmbeddedClickHouse } from '../../../src/adapters/embedded-clickhouse/start-embedded-clickhouse.ts';

const engine = await startEmbeddedClickHouse({ folder: process.argv[2]! });
console.log(engine.pid);
setInterval(() => engine.pid, 1_000);
