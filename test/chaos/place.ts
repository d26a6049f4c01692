// Where the chaos rounds happen: one broker and one registry behind proxies, three workers on them,
// of which the first has the embedded ClickHouse, and whoever asks it. Everything is in a folder
// that is gone afterwards.

import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { killJava } from '../../infra/kafka/dev/java-process.ts';
import { freePorts } from '../../infra/kafka/dev/ports.ts';
import { type RunningKafka, startKafka } from '../../infra/kafka/dev/start-kafka.ts';
import { type RunningRegistry, startRegistry } from '../../infra/kafka/dev/start-registry.ts';
import { authorization } from '../../src/adapters/embedded-clickhouse/engine-config.ts';
import type { Codec, Log } from '../../src/ports.ts';
import { openBenchCodec, openBenchLog } from '../bench/bench-log.ts';
import { childrenOf } from '../bench/process-usage.ts';
import { programsRoot } from '../support/kafka-answer.ts';
import { openWatch, type Watch } from '../support/kafka-watch.ts';
import { runProgram, until, withoutNorms } from '../support/program.ts';
import { openProxy, type TcpProxy } from './tcp-proxy.ts';
import { type Fall, ownerOf, Worker } from './workers.ts';

export const split = { sources: 2, users: 4 };

export class Place {
  readonly folder: string;
  readonly kafka: RunningKafka;
  readonly kafkaProxy: TcpProxy;
  readonly clickhouseProxy: TcpProxy;
  readonly log: Log;
  readonly codec: Codec;
  readonly workers: readonly Worker[];
  readonly falls: Fall[] = [];
  #registry: RunningRegistry;
  readonly #watch: Watch;
  readonly #flags: readonly string[];

  static async open(): Promise<Place> {
    const folder = mkdtempSync(join(tmpdir(), 'molecatcher-chaos-'));
    const watch = openWatch(folder);
    const started = { root: programsRoot, onProcess: watch.add };
    const [port = 0, registryPort = 0] = await freePorts(2);
    const kafkaProxy = await openProxy(port);
    const [kafka, registry] = await Promise.all([
      startKafka({
        ...started,
        folder: join(folder, 'kafka'),
        ports: [port],
        // Clients go where the broker says it is: to the proxy.
        overrides: { 'advertised.listeners': `CLIENT://127.0.0.1:${kafkaProxy.port}` },
      }),
      startRegistry({ ...started, folder: join(folder, 'registry'), port: registryPort }),
    ]);
    const brokers = [`127.0.0.1:${kafkaProxy.port}`];
    const flags = [
      ...['--brokers', brokers.join(), '--registry', registry.url],
      ...['--sources', `${split.sources}`, '--users', `${split.users}`],
    ];
    await runProgram('topics', ...flags);
    const [log, codec] = await Promise.all([
      openBenchLog({ brokers }),
      openBenchCodec({ registry: registry.url }),
    ]);
    const clickhouseProxy = await openProxy(0);
    return new Place({
      folder,
      watch,
      kafka,
      registry,
      flags,
      log,
      codec,
      kafkaProxy,
      clickhouseProxy,
    });
  }

  private constructor(
    opened: Pick<Place, 'folder' | 'kafka' | 'log' | 'codec' | 'kafkaProxy' | 'clickhouseProxy'> & {
      readonly watch: Watch;
      readonly registry: RunningRegistry;
      readonly flags: readonly string[];
    },
  ) {
    this.folder = opened.folder;
    this.kafka = opened.kafka;
    this.log = opened.log;
    this.codec = opened.codec;
    this.kafkaProxy = opened.kafkaProxy;
    this.clickhouseProxy = opened.clickhouseProxy;
    this.#watch = opened.watch;
    this.#registry = opened.registry;
    this.#flags = opened.flags;
    this.workers = ['a', 'b', 'c'].map((name) => this.#worker(name));
  }

  /** The first worker, and once its ClickHouse answers the others. */
  async start(): Promise<void> {
    const [host, ...others] = this.workers;
    host!.start();
    await until(async () => (await this.archived()) !== undefined);
    const url = new URL(this.#owner()?.clickhouse ?? '');
    this.clickhouseProxy.lead(Number(url.port));
    for (const worker of others) {
      const { user = '', password = '' } = this.#owner()?.writer ?? {};
      Object.assign(worker.plan.environment, {
        MOLECATCHER_CLICKHOUSE_USER: user,
        MOLECATCHER_CLICKHOUSE_PASSWORD: password,
      });
      worker.start();
    }
  }

  /** Each has something to do, so that there is something to lose. */
  async allAtWork(): Promise<void> {
    for (const worker of this.workers) await until(async () => (await worker.tasks()).length > 0);
  }

  get host(): Worker {
    return this.workers[0]!;
  }

  /** The process of the embedded ClickHouse. */
  get enginePid(): number {
    return childrenOf(this.host.pid)[0] ?? 0;
  }

  /** Starts one more worker; it is the caller's to stop. */
  oneMore(name: string): Worker {
    const worker = this.#worker(name);
    Object.assign(worker.plan.environment, this.workers[1]!.plan.environment);
    worker.start();
    return worker;
  }

  /** Accesses in ClickHouse; undefined while it does not answer. */
  async archived(): Promise<number | undefined> {
    const [[count] = []] = (await this.ask('SELECT count() FROM access')) ?? [];
    return count === undefined ? undefined : Number(count);
  }

  /** Rows of a statement as texts; undefined where nobody answers. */
  async ask(statement: string): Promise<readonly (readonly string[])[] | undefined> {
    const { clickhouse = '', hunter } = this.#owner() ?? {};
    if (clickhouse === '' || hunter === undefined) return undefined;
    try {
      const answer = await fetch(`${clickhouse}/?database=molecatcher`, {
        method: 'POST',
        body: `${statement} FORMAT TSV`,
        headers: { authorization: authorization(hunter), connection: 'close' },
        signal: AbortSignal.timeout(20_000),
      });
      const text = await answer.text();
      if (!answer.ok) return undefined;
      return text
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => line.split('\t'));
    } catch {
      return undefined;
    }
  }

  /** SIGKILL, and gone for so long. */
  async killRegistry(): Promise<void> {
    await killJava(this.#registry.process);
  }

  async startRegistry(): Promise<void> {
    const port = Number(new URL(this.#registry.url).port);
    const started = { root: programsRoot, onProcess: this.#watch.add };
    const folder = join(this.folder, 'registry');
    this.#registry = await startRegistry({ ...started, folder, port });
  }

  async stopWorkers(): Promise<void> {
    const [host, ...others] = this.workers;
    await Promise.all(others.map((worker) => worker.stop()));
    await host?.stop();
  }

  /** Closes what is open, in one process with the data of the first. */
  async drain(): Promise<void> {
    await runProgram(
      'run',
      '--drain',
      ...withoutNorms,
      '--data',
      this.host.plan.data,
      '--port',
      '0',
      ...this.#flags,
    );
  }

  async close(): Promise<void> {
    for (const worker of this.workers) worker.signal('SIGKILL');
    await this.stopWorkers();
    await this.log.close();
    await this.kafka.kill();
    await Promise.all([this.kafkaProxy.close(), this.clickhouseProxy.close()]);
    this.#watch.end();
  }

  #owner() {
    return ownerOf(this.host.plan.data);
  }

  #worker(name: string): Worker {
    const data = join(this.folder, name);
    mkdirSync(data, { recursive: true });
    const flags = [...this.#flags];
    if (name !== 'a') flags.push('--clickhouse', `http://127.0.0.1:${this.clickhouseProxy.port}`);
    const plan = { name, data, flags, environment: {} };
    return new Worker(plan, (fall) => this.falls.push(fall));
  }
}
