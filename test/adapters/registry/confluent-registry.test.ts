// What comes of a registry that is down, slow, strict or no registry at all.

import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  type ConfluentRegistryOptions,
  openConfluentRegistry,
} from '../../../src/adapters/registry/confluent-registry.ts';
import type { OutsideError } from '../../../src/errors.ts';
import type { Fact } from '../../../src/telemetry.ts';
import { openTestRegistry, type TestRegistry } from '../../support/registry.ts';

const schema = '{"type":"record","name":"R","namespace":"test","fields":[]}';

let server: TestRegistry;
let facts: Fact[];
let pauses: number[];
let stop: AbortController;

beforeEach(async () => {
  server = await openTestRegistry();
  facts = [];
  pauses = [];
  stop = new AbortController();
});
afterEach(() => server.close());

/** Its pauses pass at once. `during` runs in each. */
function open(options: Partial<ConfluentRegistryOptions> = {}, during?: () => unknown) {
  return openConfluentRegistry({
    url: server.url,
    clock: {
      now: () => 0,
      sleep: async (ms) => {
        pauses.push(ms);
        await during?.();
      },
    },
    telemetry: { emit: (fact) => facts.push(fact) },
    isPatient: false,
    signal: stop.signal,
    timeLimitMs: 300,
    ...options,
  });
}

function sends(status: number, body: string, headers: Record<string, string> = {}) {
  return (response: ServerResponse) => response.writeHead(status, headers).end(body);
}

describe('rubbish is called so, with what came', () => {
  const cases: readonly {
    name: string;
    answer: (response: ServerResponse) => void;
    says: RegExp;
    code?: string;
  }[] = [
    {
      name: 'a page',
      answer: sends(200, '<!doctype html>\n\u001b[31m<title>Welcome to nginx'),
      says: /not the answer of a schema registry: status 200, "<!doctype html> \[31m<title>Wel/,
    },
    { name: 'nothing', answer: sends(200, ''), says: /status 200, an empty body/ },
    { name: 'no object', answer: sends(200, 'null'), says: /status 200, "null"/ },
    { name: 'half an object', answer: sends(200, '{"id":'), says: /status 200, "\{\\"id\\":"/ },
    { name: 'another object', answer: sends(200, '{"a":[1]}'), says: /registry: "\{\\"a\\":\[1\]/ },
    { name: 'an id that is text', answer: sends(200, '{"id":"1"}'), says: /\\"id\\":\\"1\\"/ },
    { name: 'an id below 0', answer: sends(200, '{"id":-1}'), says: /\\"id\\":-1/ },
    { name: 'an id that is half', answer: sends(200, '{"id":1.5}'), says: /\\"id\\":1\.5/ },
    { name: 'an id of 5 bytes', answer: sends(200, '{"id":4294967296}'), says: /4294967296/ },
    { name: 'a page that is not found', answer: sends(404, 'Not Found'), says: /status 404/ },
    {
      name: 'a path that is not found',
      answer: sends(404, '{"error_code":404,"message":"HTTP 404 Not Found"}'),
      says: /status 404/,
    },
    {
      name: 'a registry that fails',
      answer: sends(500, '{"error_code":50001,"message":"Error in the backend"}'),
      says: /status 500, ".*Error in the backend/,
    },
    { name: 'a failure of null', answer: sends(502, 'null'), says: /status 502, "null"/ },
    {
      name: 'another address',
      answer: sends(301, '', { location: 'https://elsewhere/' }),
      says: /status 301 to https:\/\/elsewhere\//,
    },
    {
      name: 'a connection that ends',
      answer: (response) => response.destroy(),
      says: /UND_ERR_SOCKET|ECONNRESET/,
    },
    {
      name: 'a body that breaks off',
      answer: (response) => {
        response.writeHead(200, { 'content-length': '100' }).write('{"id":1');
        setTimeout(() => response.destroy(), 20);
      },
      says: /POST http:.*subjects\/test\.R: .+/,
    },
    {
      name: 'a body without end',
      answer: (response) => {
        const chunk = ' '.repeat(65_536);
        const more = () => {
          while (!response.destroyed && response.write(chunk));
        };
        response.writeHead(200).on('drain', more);
        more();
      },
      says: /an answer of over 4000000 bytes/,
    },
    { name: 'silence', answer: () => undefined, says: /no answer within 300 ms/ },
    {
      name: 'a body that drips',
      answer: (response) => {
        const drip = setInterval(() => response.write(' '), 20);
        response.writeHead(200).on('close', () => clearInterval(drip));
      },
      says: /no answer within 300 ms/,
    },
    { name: 'nobody', answer: sends(401, 'who?'), says: /401, "who\?"/, code: 'registry-refused' },
    { name: 'no right', answer: sends(403, ''), says: /status 403/, code: 'registry-refused' },
    {
      name: 'a conflict',
      answer: sends(409, '{"error_code":409,"message":"of another\\nkind"}'),
      says: /"of another kind"/,
      code: 'schema-incompatible',
    },
  ];
  for (const { name, answer, says, code = 'registry-unreachable' } of cases) {
    test(`${name} > ${code}`, async () => {
      server.disturb(answer);
      const error = await open()
        .idOf('test.R', schema)
        .catch((thrown: OutsideError) => thrown);
      expect(error).toMatchObject({ code, message: expect.stringMatching(says) });
      expect((error as Error).message).toContain(`${server.url}/subjects/test.R`);
      expect(server.asked).toHaveLength(1);
    });
  }

  test('an Apicurio without its path is told what the path is, and with it nothing', async () => {
    server.disturb(sends(404, ''));
    await expect(open().level('test.R')).rejects.toThrow(/Apicurio .* ends in .apis.ccompat.v7/);
    const withPath = open({ url: `${server.url}/apis/ccompat/v7` });
    await expect(withPath.level('test.R')).rejects.not.toThrow(/Apicurio/);
  });

  test('a registry that is not there, named with the reason', async () => {
    const registry = open();
    await server.close();
    await expect(registry.schema(1)).rejects.toMatchObject({
      code: 'registry-unreachable',
      message: expect.stringMatching(/schemas\/ids\/1: ECONNREFUSED/),
    });
    expect(facts).toEqual([]);
  });
});

describe('who waits', () => {
  test('waits longer each time, says so, and says when it is over', async () => {
    server.disturb(sends(503, 'starting'));
    const registry = open({ isPatient: true }, () => {
      if (pauses.length === 9) server.disturb(undefined);
    });
    expect(await registry.idOf('test.R', schema)).toBeUndefined();
    expect(pauses).toEqual([100, 200, 400, 800, 1_600, 3_200, 6_400, 10_000, 10_000]);
    const failed = facts.filter((fact) => fact.kind === 'outside-failed');
    expect(failed.map(({ retryInMs }) => retryInMs)).toEqual(pauses);
    expect(failed[0]).toMatchObject({ what: 'registry', code: 'registry-unreachable' });
    expect(facts.at(-1)).toEqual({ kind: 'outside-recovered', what: 'registry' });
    expect(facts).toHaveLength(10);
    expect(server.asked).toHaveLength(10);
  });

  test('finds the registry again on the port where it comes back', async () => {
    const { port } = server;
    await server.close();
    const registry = open({ isPatient: true }, async () => {
      if (pauses.length === 3) server = await openTestRegistry({ port });
    });
    expect(await registry.register('test.R', schema)).toBe(1);
    expect(pauses).toEqual([100, 200, 400]);
  });

  test('waits through answers that make no sense as well', async () => {
    server.disturb(sends(200, '{}'));
    const registry = open({ isPatient: true }, () => server.disturb(undefined));
    expect(await registry.schema(1)).toBeUndefined();
    expect(pauses).toEqual([100]);
  });

  test('ends with the failure when asked to, between two questions', async () => {
    server.disturb(sends(503, 'starting'));
    const registry = open({ isPatient: true }, () => stop.abort());
    await expect(registry.schema(1)).rejects.toMatchObject({ code: 'registry-unreachable' });
    expect(pauses).toEqual([100]);
    expect(server.asked).toHaveLength(1);
  });

  test('ends when asked to, in the middle of a question', async () => {
    server.disturb(() => stop.abort());
    const registry = open({ isPatient: true, timeLimitMs: 60_000 });
    await expect(registry.schema(1)).rejects.toThrow(/an end was asked for/);
    expect(pauses).toEqual([]);
    expect(server.asked).toHaveLength(1);
  });

  test('does not wait for a password to become right', async () => {
    server.disturb(sends(401, ''));
    const registry = open({ isPatient: true });
    await expect(registry.schema(1)).rejects.toMatchObject({ code: 'registry-refused' });
    expect(pauses).toEqual([]);
  });

  test('asks once for an id that many wait for, and anew after that', async () => {
    const registry = open({ isPatient: true });
    expect(await Promise.all([registry.schema(7), registry.schema(7)])).toEqual([
      undefined,
      undefined,
    ]);
    expect(server.asked).toEqual(['GET /schemas/ids/7']);
    await registry.schema(7);
    expect(server.asked).toHaveLength(2);
  });
});

describe('of two that give a subject its first level at once, Apicurio refuses one', () => {
  const refusal = sends(409, `{"error_code":409,"message":"A rule named 'X' already exists."}`);
  const refuseOnce = (response: ServerResponse) => {
    server.disturb(undefined);
    refusal(response);
  };

  test('which goes on where the level is the one it wanted', async () => {
    await open().setLevel('test.R', 'FULL');
    server.disturb(refuseOnce);
    await open().setLevel('test.R', 'FULL');
    expect(server.asked.slice(1)).toEqual([
      'PUT /config/test.R',
      expect.stringMatching(/^GET \/config\/test\.R/),
    ]);
  });

  test('which fails where it is another', async () => {
    await open().setLevel('test.R', 'BACKWARD');
    server.disturb(refuseOnce);
    await expect(open().setLevel('test.R', 'FULL')).rejects.toMatchObject({
      code: 'schema-incompatible',
    });
  });
});

describe('a login', () => {
  const login = { user: 'mole', password: 'p:ä%' };
  beforeEach(async () => {
    await server.close();
    server = await openTestRegistry({ login });
  });

  test('is sent', async () => {
    expect(await open(login).register('test.R', schema)).toBe(1);
  });

  test('in the address is sent, and is in no message', async () => {
    const url = new URL(server.url);
    Object.assign(url, { username: login.user, password: login.password });
    const registry = open({ url: `${url.href}/` });
    expect(await registry.register('test.R', schema)).toBe(1);
    server.disturb(sends(500, ''));
    const error = await registry.schema(1).catch((thrown: Error) => thrown);
    expect(String(error)).toContain(`GET ${server.url}/schemas/ids/1`);
    expect(String(error)).not.toMatch(/mole/);
  });

  for (const { name, given } of [
    { name: 'missing', given: {} },
    { name: 'wrong', given: { user: 'mole', password: 'guess' } },
  ]) {
    test(`that is ${name} is refused`, async () => {
      await expect(open(given).idOf('test.R', schema)).rejects.toMatchObject({
        code: 'registry-refused',
        retriable: false,
      });
    });
  }
});
