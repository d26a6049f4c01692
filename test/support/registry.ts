// A schema registry of Confluent's kind within the test process: the routes that the client of
// @kafkajs/confluent-schema-registry knows, in memory, with the levels of compatibility of avsc's
// resolvers. Held to the same contract as Apicurio. It can be disturbed: `disturb` puts another
// answer in the place of its own.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import avro from 'avsc';

export type TestRegistry = {
  readonly url: string;
  readonly port: number;
  /** Method and path of what was asked so far. */
  readonly asked: string[];
  /** Answers in place of the registry from now on; undefined: no more. */
  disturb(answer: ((response: ServerResponse) => void) | undefined): void;
  close(): Promise<void>;
};

export type TestRegistryOptions = {
  readonly port?: number;
  /** Level of subjects that have none of their own. */
  readonly level?: string;
  /** Whom it lets in; everybody where undefined. */
  readonly login?: { readonly user: string; readonly password: string };
};

type Reply = { readonly status: number; readonly body: unknown };

/** Ids by text, as in Confluent's registry: one for all subjects. */
type Store = {
  readonly texts: string[];
  readonly subjects: Map<string, number[]>;
  readonly levels: Map<string, string>;
  readonly level: string;
};

export async function openTestRegistry(options: TestRegistryOptions = {}): Promise<TestRegistry> {
  const store: Store = {
    texts: [],
    subjects: new Map(),
    levels: new Map(),
    level: options.level ?? 'NONE',
  };
  const asked: string[] = [];
  let disturbance: ((response: ServerResponse) => void) | undefined;
  const server = createServer(async (request, response) => {
    const text = await textOf(request);
    asked.push(`${request.method} ${request.url}`);
    if (disturbance !== undefined) return disturbance(response);
    const { status, body } = isLetIn(request, options)
      ? route(store, request, text)
      : { status: 401, body: { error_code: 401, message: 'Unauthorized' } };
    response.writeHead(status, { 'content-type': 'application/vnd.schemaregistry.v1+json' });
    response.end(JSON.stringify(body));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    asked,
    disturb(answer) {
      disturbance = answer;
    },
    close: () => closeAll(server),
  };
}

function closeAll(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += chunk;
  return text;
}

function isLetIn(request: IncomingMessage, { login }: TestRegistryOptions): boolean {
  if (login === undefined) return true;
  const token = Buffer.from(`${login.user}:${login.password}`).toString('base64');
  return request.headers.authorization === `Basic ${token}`;
}

type Schema = { readonly schema?: string; readonly compatibility?: string };
type Route = {
  readonly method: string;
  readonly path: RegExp;
  answer(store: Store, subject: string, body: Schema): Reply;
};

const routes: readonly Route[] = [
  { method: 'GET', path: /^\/schemas\/ids\/([^/]+)$/, answer: schemaAt },
  { method: 'GET', path: /^\/subjects$/, answer: ({ subjects }) => found([...subjects.keys()]) },
  { method: 'POST', path: /^\/subjects\/([^/]+)$/, answer: lookUp },
  { method: 'POST', path: /^\/subjects\/([^/]+)\/versions$/, answer: register },
  { method: 'GET', path: /^\/subjects\/([^/]+)\/versions\/latest$/, answer: latest },
  { method: 'GET', path: /^\/config\/([^/]+)$/, answer: levelOf },
  { method: 'PUT', path: /^\/config\/([^/]+)$/, answer: setLevel },
  {
    method: 'POST',
    path: /^\/compatibility\/subjects\/([^/]+)\/versions\/latest$/,
    answer: compare,
  },
];

function route(store: Store, request: IncomingMessage, text: string): Reply {
  const { pathname } = new URL(request.url ?? '', 'http://registry');
  for (const { method, path, answer } of routes) {
    const match = path.exec(pathname);
    if (match === null || method !== request.method) continue;
    const body = (text === '' ? {} : JSON.parse(text)) as Schema;
    return answer(store, decodeURIComponent(match[1] ?? ''), body);
  }
  return { status: 404, body: { error_code: 404, message: 'HTTP 404 Not Found' } };
}

function found(body: unknown): Reply {
  return { status: 200, body };
}

function failed(code: number, message: string): Reply {
  return { status: Number(String(code).slice(0, 3)), body: { error_code: code, message } };
}

function schemaAt({ texts }: Store, id: string): Reply {
  const schema = texts[Number(id) - 1];
  return schema === undefined ? failed(40403, 'Schema not found') : found({ schema });
}

function lookUp(store: Store, subject: string, { schema = '' }: Schema): Reply {
  const ids = store.subjects.get(subject);
  if (ids === undefined) return failed(40401, `Subject '${subject}' not found.`);
  if (typeOf(schema) === undefined) return failed(42201, 'Invalid schema');
  const index = ids.findIndex((id) => isSame(store.texts[id - 1], schema));
  if (index < 0) return failed(40403, 'Schema not found');
  return found({ subject, id: ids[index], version: index + 1, schema });
}

function register(store: Store, subject: string, { schema = '' }: Schema): Reply {
  if (typeOf(schema) === undefined) return failed(42201, 'Invalid schema');
  const known = lookUp(store, subject, { schema });
  if (known.status === 200) return known;
  const reasons = objections(store, subject, schema);
  if (reasons.length > 0) return failed(409, `Schema being registered is incompatible: ${reasons}`);
  const place = store.texts.findIndex((text) => isSame(text, schema));
  const id = place < 0 ? store.texts.push(schema) : place + 1;
  store.subjects.set(subject, [...(store.subjects.get(subject) ?? []), id]);
  return found({ id });
}

function latest({ subjects, texts }: Store, subject: string): Reply {
  const ids = subjects.get(subject) ?? [];
  const id = ids.at(-1);
  if (id === undefined) return failed(40401, `Subject '${subject}' not found.`);
  return found({ subject, id, version: ids.length, schema: texts[id - 1] });
}

function levelOf({ levels, level }: Store, subject: string): Reply {
  return found({ compatibilityLevel: levels.get(subject) ?? level });
}

function setLevel({ levels }: Store, subject: string, { compatibility = '' }: Schema): Reply {
  if (!/^(NONE|(BACKWARD|FORWARD|FULL)(_TRANSITIVE)?)$/.test(compatibility)) {
    return failed(42203, 'Invalid compatibility level');
  }
  levels.set(subject, compatibility);
  return found({ compatibility });
}

function compare(store: Store, subject: string, { schema = '' }: Schema): Reply {
  if (!store.subjects.has(subject)) return failed(40401, `Subject '${subject}' not found.`);
  if (typeOf(schema) === undefined) return failed(42201, 'Invalid schema');
  const messages = objections(store, subject, schema);
  return found({ is_compatible: messages.length === 0, messages });
}

function objections(store: Store, subject: string, schema: string): string[] {
  const level = store.levels.get(subject) ?? store.level;
  const newer = typeOf(schema);
  const older = typeOf(store.texts[(store.subjects.get(subject)?.at(-1) ?? 0) - 1] ?? '');
  if (newer === undefined || older === undefined) return [];
  return [
    ...(/^(BACKWARD|FULL)/.test(level) ? resolving(newer, older) : []),
    ...(/^(FORWARD|FULL)/.test(level) ? resolving(older, newer) : []),
  ];
}

function resolving(reader: avro.Type, writer: avro.Type): string[] {
  try {
    reader.createResolver(writer);
    return [];
  } catch (error) {
    return [String(error)];
  }
}

function typeOf(schema: string): avro.Type | undefined {
  try {
    return avro.Type.forSchema(JSON.parse(schema), { registry: {}, logicalTypes: {} });
  } catch {
    return undefined;
  }
}

/** White space is no part of a schema. */
function isSame(one: string | undefined, other: string): boolean {
  if (one === undefined) return false;
  return one === other || JSON.stringify(JSON.parse(one)) === JSON.stringify(JSON.parse(other));
}
