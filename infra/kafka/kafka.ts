// npm run kafka: Apache Kafka and a schema registry without Docker. Reads the command line, prints
// for people (progress on the standard error stream; the addresses, alone, on the other), and
// leaves the work to dev/. What it does is told in docs/kafka.md.

import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import {
  clusterStates,
  type DevCluster,
  startCluster,
  stopCluster,
  wipeCluster,
} from './dev/dev-cluster.ts';
import { KafkaTrouble } from './dev/kafka-trouble.ts';

const help = `npm run -s kafka -- start|stop|status|wipe [flags]

Apache Kafka 4.4.0 and the Apicurio schema registry on this machine, without Docker.
Needs Java 17 or newer, and Maven for the first start, which fetches 190 MB.

  start    starts both, or says where they run; prints brokers=… registry=…, and the line
           that makes molecatcher use them in this shell
  stop     stops both and keeps the data
  status   says what runs; ends with 1 where something does not
  wipe     stops both and deletes topics and schemas; what was fetched stays

  --brokers 1|3        number of brokers (default: 1, or as the data are)
  --port N             port of the first broker; the others follow
                       (default: as last time, or 9092, or a free one)
  --registry-port N    port of the registry (default: as last time, or 8081, or a free one)
  --folder DIR         where the data lie (default: .dev); with another folder, free ports
  --help               this text
`;

const repository = fileURLToPath(new URL('../../', import.meta.url));
const home = join(repository, '.dev');

const options = {
  brokers: { type: 'string' },
  port: { type: 'string' },
  'registry-port': { type: 'string' },
  folder: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** The status of the process. */
async function run(words: readonly string[]): Promise<number> {
  const { verb, cluster } = parsed(words);
  switch (verb) {
    case undefined:
      process.stdout.write(help);
      return 0;
    case 'start': {
      const { brokers, registry } = await startCluster(cluster);
      console.log(`brokers=${brokers.join(',')} registry=${registry}`);
      // Without a prefix, to be taken over into a shell as it stands.
      console.error(
        `export MOLECATCHER_BROKERS=${brokers.join(',')} MOLECATCHER_REGISTRY=${registry}`,
      );
      return 0;
    }
    case 'stop': {
      const wasRunning = await stopCluster(cluster);
      say(wasRunning ? 'stopped; the data are kept' : 'nothing was running');
      return 0;
    }
    case 'status':
      return status(cluster);
    case 'wipe':
      await wipeCluster(cluster);
      say(`wiped the data in ${shown(cluster.folder)}`);
      say(
        'what molecatcher made of them is in its data folder (.molecatcher): remove that too, or ' +
          'the next run adds its rows to those that are in ClickHouse there',
      );
      return 0;
    default:
      throw new KafkaTrouble(`There is no ${verb}: start, stop, status or wipe.`);
  }
}

function status(cluster: DevCluster): number {
  const states = clusterStates(cluster);
  if (states.length === 0) console.log(`nothing runs in ${shown(cluster.folder)}`);
  for (const { name, pid, address, isAlive } of states) {
    console.log(isAlive ? `${name} runs at ${address} (process ${pid})` : `${name} has ended`);
  }
  return states.length > 0 && states.every(({ isAlive }) => isAlive) ? 0 : 1;
}

type Parsed = { readonly verb: string | undefined; readonly cluster: DevCluster };

function parsed(words: readonly string[]): Parsed {
  const { values, positionals } = parseArgs({
    args: [...words],
    options,
    allowPositionals: true,
    strict: true,
  });
  if (positionals.length > 1) throw new KafkaTrouble(`One word, not ${positionals.length}.`);
  const { brokers, folder } = values;
  if (brokers !== undefined && brokers !== '1' && brokers !== '3') {
    throw new KafkaTrouble(`--brokers ${brokers}: 1 or 3.`);
  }
  const port = portIn('--port', values.port);
  const registryPort = portIn('--registry-port', values['registry-port']);
  return {
    verb: values.help === true ? undefined : positionals[0],
    cluster: {
      folder: folder === undefined ? home : resolve(folder),
      root: join(home, 'programs'),
      say,
      ...(brokers === undefined ? {} : { brokers: brokers === '1' ? 1 : 3 }),
      ...(port === undefined ? {} : { port }),
      ...(registryPort === undefined ? {} : { registryPort }),
      ...(folder === undefined ? { wishes: { port: 9092, registryPort: 8081 } } : {}),
    },
  };
}

function portIn(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const port = Number(text);
  if (/^\d+$/.test(text) && port >= 1 && port <= 65_530) return port;
  throw new KafkaTrouble(`${name} ${text}: a number from 1 to 65530.`);
}

function say(line: string): void {
  console.error(`kafka: ${line}`);
}

function shown(folder: string): string {
  return relative(process.cwd(), folder) || '.';
}

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  // What a person can mend is one line; anything else is a bug and shows where.
  const isPlain = error instanceof KafkaTrouble || isWrongWord(error);
  if (!isPlain) throw error;
  say(error.message);
  process.exitCode = isWrongWord(error) ? 2 : 1;
}

/** parseArgs on a flag that does not exist, or one that lacks its value. */
function isWrongWord(error: unknown): error is Error {
  return (
    error instanceof TypeError &&
    String((error as NodeJS.ErrnoException).code).startsWith('ERR_PARSE_ARGS')
  );
}
