// docker-compose.yml keeps its promises as far as reading can show: there is no Docker engine where
// these tests run, and nothing here starts a container. Where the compose plugin of the client is
// installed, it is asked as well.

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { definitions, loadSettings } from '../../src/config.ts';
import {
  type Container,
  compose,
  composeText,
  isOurs,
  pathOf,
  services,
  settingsOf,
  textOf,
} from './compose-file.ts';

const plain = services.filter(([, { profiles }]) => profiles === undefined);
const isOnce = ({ command = [] }: Container) => command[0] !== 'run';

describe('compose > services', () => {
  test('without a profile there is what the stages stand on, and nothing of ours', () => {
    expect(plain.map(([name]) => name)).toEqual(['kafka', 'registry', 'clickhouse']);
    expect(plain.filter(([, service]) => isOurs(service))).toEqual([]);
  });

  test('each stage has a service, and a name of its own by which it keeps its partitions', () => {
    const stages = services.filter(([, service]) => isOurs(service) && !isOnce(service));
    expect(stages.map(([name]) => name)).toEqual(['enrich', 'detect', 'archive']);
    for (const [name, { command, environment, profiles }] of stages) {
      expect(command).toEqual(['run', '--stage', name]);
      expect(environment?.['MOLECATCHER_INSTANCE']).toBe(name);
      expect(profiles).toEqual(['app']);
    }
  });

  test('what stays up is watched, and comes back when it fails', () => {
    const lasting = services.filter(([, service]) => !(isOurs(service) && isOnce(service)));
    expect(lasting).toHaveLength(8);
    for (const [name, service] of lasting) {
      expect(service.healthcheck?.test[0], name).toBe('CMD');
      expect(service, name).toMatchObject({ restart: 'unless-stopped' });
    }
  });

  test('an image is named by its whole version', () => {
    for (const [name, { image }] of services) {
      expect(image, name).toMatch(/:v?\d+\.\d+\.\d+(?:\.\d+|\.Final)?$/);
    }
    const { version } = JSON.parse(textOf('package.json')) as { version: string };
    const own = services.filter(([, service]) => isOurs(service));
    expect(new Set(own.map(([, { image }]) => image))).toEqual(new Set([`molecatcher:${version}`]));
  });
});

describe('compose > order', () => {
  test('nobody waits for a service of a profile that is not his', () => {
    for (const [name, { depends_on = {}, profiles = [] }] of services) {
      for (const other of Object.keys(depends_on)) {
        const theirs = compose.services[other]?.profiles;
        expect(compose.services[other], `${name} waits for ${other}`).toBeDefined();
        expect(theirs === undefined || theirs.some((one) => profiles.includes(one))).toBe(true);
      }
    }
  });

  test('what stays up is waited for until it is well, what ends until it has ended well', () => {
    for (const [name, { depends_on = {} }] of services) {
      for (const [other, { condition }] of Object.entries(depends_on)) {
        const awaited = compose.services[other];
        const isEnding = awaited !== undefined && isOurs(awaited) && isOnce(awaited);
        const expected = isEnding ? 'service_completed_successfully' : 'service_healthy';
        expect(condition, `${name} waits for ${other}`).toBe(expected);
      }
    }
  });

  test('stages start after topics and tables are made', () => {
    for (const stage of ['enrich', 'detect', 'archive']) {
      expect(Object.keys(compose.services[stage]?.depends_on ?? {})).toEqual(['topics', 'migrate']);
    }
  });
});

describe('compose > what leaves a container', () => {
  test('every port is open to this machine only, and each once', () => {
    const ports = services.flatMap(([, { ports: own = [] }]) => own);
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
    const taken = ports.map((port) => port.split(':')[1]);
    expect(new Set(taken).size).toBe(taken.length);
  });

  test('volumes that are declared are used, and the reverse', () => {
    const mounts = services.flatMap(([, { volumes = [] }]) => volumes);
    const used = mounts.map((mount) => mount.split(':')[0] ?? '').filter((one) => !/^\./.test(one));
    expect([...used].sort()).toEqual(Object.keys(compose.volumes).sort());
  });

  test('what is mounted from the repository is there, and nobody writes into it', () => {
    const mounts = services.flatMap(([, { volumes = [] }]) => volumes);
    const own = mounts.filter((mount) => mount.startsWith('.'));
    expect(own).toHaveLength(4);
    for (const mount of own) {
      expect(existsSync(pathOf(mount.split(':')[0] ?? '')), mount).toBe(true);
      expect(mount).toMatch(/:ro$/);
    }
  });

  test('a password is one of development, or from the environment', () => {
    const lines = composeText
      .split('\n')
      .filter((line) => /^\s+\w*(PASSWORD|SECRET)\w*:/.test(line));
    expect(lines).toHaveLength(7);
    for (const line of lines) expect(line).toMatch(/: \$\{\w+:-development-only\}$/);
  });
});

// Docker gives a folder in memory to root unless told otherwise, and a stage that may not write
// into its folder does not start (github.com/moby/moby/issues/20437).
test('compose > a stage may write into its folder, which is gone when it stops', () => {
  const folder = /MOLECATCHER_DATA=(\S+)/.exec(textOf('Dockerfile'))?.[1];
  for (const stage of ['enrich', 'detect', 'archive']) {
    const [mount, ...others] = compose.services[stage]?.tmpfs ?? [];
    expect(others).toEqual([]);
    const [path, options] = mount?.split(':') ?? [];
    expect(path).toBe(folder);
    expect(options?.split(',')).toEqual(expect.arrayContaining(['uid=1000', 'gid=1000']));
  }
  // Whose number 1000 is in the images of Node.
  expect(textOf('Dockerfile')).toContain('\nUSER node\n');
});

describe('compose > our settings', () => {
  const own = services.filter(([, service]) => isOurs(service));

  test('each variable is a setting', () => {
    const known = new Set(definitions().map(({ variable }) => variable));
    const used = own.flatMap(([, service]) => Object.keys(settingsOf(service)));
    expect(used.length).toBeGreaterThan(40);
    expect(used.filter((name) => !known.has(name))).toEqual([]);
  });

  test('and all of a service go together', () => {
    for (const [, service] of own) {
      const settings = loadSettings({ environment: settingsOf(service) });
      expect(settings).toMatchObject({ brokers: ['kafka:19092'], hunterUser: 'hunter' });
    }
  });

  test('all our services have the same ones, but for their name', () => {
    const without = own.map(([, service]) => {
      const { MOLECATCHER_INSTANCE: _, ...rest } = settingsOf(service);
      return JSON.stringify(rest);
    });
    expect(new Set(without).size).toBe(1);
  });

  test('addresses lead to doors that the services have', () => {
    const { MOLECATCHER_BROKERS, MOLECATCHER_REGISTRY, MOLECATCHER_CLICKHOUSE } = settingsOf(
      compose.services['enrich'] as Container,
    );
    const kafka = compose.services['kafka']?.environment ?? {};
    expect(kafka['KAFKA_ADVERTISED_LISTENERS']).toContain(`INSIDE://${MOLECATCHER_BROKERS},`);
    expect(new URL(MOLECATCHER_REGISTRY ?? '').port).toBe(innerPort('registry'));
    expect(new URL(MOLECATCHER_CLICKHOUSE ?? '').port).toBe(innerPort('clickhouse'));
  });

  test('the passwords that ClickHouse reads are those that we give', () => {
    const read = [...textOf('infra/clickhouse/compose-users.xml').matchAll(/from_env="(\w+)"/g)];
    const given = settingsOf(compose.services['clickhouse'] as Container);
    expect(read.map(([, name]) => name)).toEqual(Object.keys(given));
    expect(settingsOf(compose.services['archive'] as Container)).toMatchObject(given);
  });
});

function innerPort(service: string): string | undefined {
  return compose.services[service]?.ports?.[0]?.split(':').at(-1);
}

test('compose > Kafka has all settings that the image does not make up, for each door', () => {
  const kafka = compose.services['kafka']?.environment ?? {};
  const doors = (name: string) => (kafka[name] ?? '').split(',').map((one) => one.split(':')[0]);
  expect(doors('KAFKA_LISTENERS')).toEqual(['CONTROLLER', 'INSIDE', 'HOST']);
  expect(doors('KAFKA_ADVERTISED_LISTENERS')).toEqual(['INSIDE', 'HOST']);
  expect(doors('KAFKA_LISTENER_SECURITY_PROTOCOL_MAP')).toEqual(doors('KAFKA_LISTENERS'));
  // Sixteen bytes, as Kafka writes them: else it refuses to format its folder.
  expect(Buffer.from(kafka['CLUSTER_ID'] ?? '', 'base64url')).toHaveLength(16);
  const host = compose.services['kafka']?.ports?.[0]?.replace(/:\d+$/, '');
  expect(kafka['KAFKA_ADVERTISED_LISTENERS']).toContain(`HOST://${host}`);
});

test('compose > the compose plugin, where there is one, understands it', (context) => {
  const hasPlugin = spawnSync('docker', ['compose', 'version']).status === 0;
  context.skip(!hasPlugin, 'the compose plugin of docker is not installed');
  const words = ['compose', '--profile', '*', '-f', pathOf('docker-compose.yml'), 'config', '-q'];
  const { status, stderr } = spawnSync('docker', words, { encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});
