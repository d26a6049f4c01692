// The child process that is the embedded ClickHouse. libchdb is the server's own code as a shared
// library; `SYSTEM START LISTEN HTTP` inside `clickhouse local` opens the genuine HTTP handler, and
// a query that sleeps keeps it open. Own process: a crash of the engine, or its SYSTEM SHUTDOWN,
// must not take molecatcher down. Only start-engine.ts starts it.
//
// Its standard input is the leash: when the parent ends, however it ends, the pipe closes and so
// does this process, as by the kill that every end of it is (engine-life.ts).

import { DataType, load, open } from 'ffi-rs';

const keepAlive =
  'SELECT sleepEachRow(0.5) FROM numbers(1000000000) FORMAT Null SETTINGS ' +
  'function_sleep_max_microseconds_per_block=0, max_block_size=1, max_threads=1, ' +
  'max_execution_time=0';

const [library, folder, configFile] = process.argv.slice(2) as [string, string, string];

process.stdin.on('end', () => process.kill(process.pid, 'SIGKILL'));
process.stdin.resume();

const words = [
  'clickhouse',
  `--path=${folder}`,
  `--config-file=${configFile}`,
  '--query',
  `SYSTEM START LISTEN HTTP; ${keepAlive}`,
];
open({ library: 'chdb', path: library });
// In a thread of its own: the call returns only when the engine ends, and this loop must go on
// watching the leash.
await load({
  library: 'chdb',
  funcName: 'chdb_query_cmdline',
  retType: DataType.External,
  paramsType: [DataType.I32, DataType.StringArray],
  paramsValue: [words.length, words],
  runInNewThread: true,
});
process.exit(0);
