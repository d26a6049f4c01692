// npm run kafka: Apache Kafka and a schema registry without Docker. Reads the command line, prints
// for people (progress on the standard error stream; the addresses, alone, on the other), and
// leaves the work to dev/. What it does is told in docs/kafka.md.

import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  clusterStates,
  type DevCluster,
  startCluster,
  stopCluster,
  wipeCluster,
} from './dev/dev-cluster.ts';
import { KafkaTrouble } from './dev/kafka-trouble.ts';
import { readWords, WrongWord } from './dev/kafka-words.ts';

const help = `npm run -s kafka -- start|stop|status|wipe [flags]

Apache Kafka 4.4.0 and the Apicurio schema registry on this machine, without Docker.
Needs Java 17 or newer, and Maven for the first start, which fetches 190 MB.

  start    starts what does not run, and says where; prints brokers=… registry=…, and the line
           that makes molecatcher use them in this shell
  stop     stops both and keeps the data
  status   says what runs, starts or has ended; ends with 1 unless all runs
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

/** The status of the process. */
async function run(words: readonly string[]): Promise<number> {
  const { verb, ...given } = readWords(words);
  const cluster: DevCluster = {
    // Of a folder that was not named, the usual ports are wished for.
    ...(given.folder === undefined ? { wishes: { port: 9092, registryPort: 8081 } } : {}),
    folder: home,
    root: join(home, 'programs'),
    say,
    ...given,
  };
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
  }
}

async function status(cluster: DevCluster): Promise<number> {
  const states = await clusterStates(cluster);
  if (states.length === 0) console.log(`nothing runs in ${shown(cluster.folder)}`);
  for (const { name, pid, address, state } of states) {
    const words = {
      runs: `${name} runs at ${address} (process ${pid})`,
      starts: `${name} is starting, and does not serve at ${address} yet (process ${pid})`,
      ended: `${name} has ended`,
    };
    console.log(words[state]);
  }
  return states.length > 0 && states.every(({ state }) => state === 'runs') ? 0 : 1;
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
  // What a person can mend is a line or two; anything else is a bug and shows where.
  if (!(error instanceof KafkaTrouble)) throw error;
  say(error.message);
  if (error instanceof WrongWord) say('run it with --help');
  process.exitCode = error instanceof WrongWord ? 2 : 1;
}
