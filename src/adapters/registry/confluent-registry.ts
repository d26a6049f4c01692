// A schema registry of Confluent's kind (theirs, Apicurio, Karapace …) over HTTP, through the
// client of @kafkajs/confluent-schema-registry. Why its routes, but neither its cache nor its
// transport: docs/decisions/schema-registry.md. Opened by main.ts and tests.

import { createRequire } from 'node:module';
// Unlike decodeURIComponent it takes a password with a bare % in it.
import { unescape as decoded } from 'node:querystring';
import type * as RegistryApi from '@kafkajs/confluent-schema-registry/dist/api/index.js';
import { OutsideError } from '../../errors.ts';
import type { Clock, SchemaRegistry, Telemetry } from '../../ports.ts';
import {
  type Answer,
  excerpt,
  notRegistry,
  type RegistryRequest,
  send,
  type TransportOptions,
} from './registry-transport.ts';

export type ConfluentRegistryOptions = {
  /** Up to where the paths /subjects and /schemas begin. */
  readonly url: string;
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
  /** Whether to wait for a registry that is away; otherwise the first failure is thrown. */
  readonly isPatient: boolean;
  /** Ends all waiting, with the failure that was waited for. */
  readonly signal?: AbortSignal | undefined;
  /** For one request. */
  readonly timeLimitMs?: number | undefined;
};

const firstPauseMs = 100;
const pauseMsMax = 10_000;
const requestMsMax = 5_000;

/** Does nothing yet: the first question finds out whether the registry is there. */
export function openConfluentRegistry(options: ConfluentRegistryOptions): SchemaRegistry {
  const { place, ...login } = placeOf(options);
  const { signal, timeLimitMs = requestMsMax } = options;
  const { Schema, Subject } = openApi(place, { ...login, signal, timeLimitMs });
  const patiently = patience(options);
  const ask = <T>(question: () => Promise<Answer>, read: (body: Body) => T | undefined) =>
    patiently(async () => readAnswer(await question(), read));
  const levelOf = (subject: string) =>
    ask(() => Subject.config({ subject, defaultToGlobal: true }), levelIn);
  const finding = new Map<number, Promise<string | undefined>>();
  return {
    schema(id) {
      // Whatever bytes said is no id: registries answer as if the question made no sense, and
      // waiting for a better answer would never end.
      if (!isId(id)) return Promise.resolve(undefined);
      // Tasks meet the same new id at the same time: one question is enough.
      const known = finding.get(id);
      if (known !== undefined) return known;
      const found = ask(() => Schema.find({ id }), textIn).finally(() => finding.delete(id));
      finding.set(id, found);
      return found;
    },
    idOf: (subject, schema) => ask(() => Subject.registered({ subject, body: { schema } }), idIn),
    async register(subject, schema) {
      const question = { subject, body: { schema } };
      try {
        const id = await ask(() => Subject.register(question), idIn);
        if (id === undefined) throw notRegistry(place, `${subject} is not there to register in`);
        return id;
      } catch (error) {
        // Apicurio refuses the second of two that make a subject at once, as if in conflict.
        const id = isRefusal(error)
          ? await ask(() => Subject.registered(question), idIn)
          : undefined;
        if (id === undefined) throw error;
        return id;
      }
    },
    objections(subject, schema) {
      const question = { subject, version: 'latest', verbose: true, body: { schema } };
      return ask(() => Subject.compatible(question), objectionsIn);
    },
    level: levelOf,
    async setLevel(subject, compatibility) {
      const question = { subject, body: { compatibility } };
      try {
        const level = await ask(() => Subject.updateConfig(question), newLevelIn);
        if (level === undefined) throw notRegistry(place, `${subject} is not there to set a level`);
      } catch (error) {
        // Apicurio refuses the second of two that give a subject its first level at once.
        if (!isRefusal(error) || (await levelOf(subject)) !== compatibility) throw error;
      }
    },
  };
}

/** A login in the address is one too; but left in there it would be in every message. */
function placeOf({ url, user, password }: ConfluentRegistryOptions) {
  const address = new URL(url);
  const own = { user: decoded(address.username), password: decoded(address.password) };
  address.username = '';
  address.password = '';
  const place = address.href.replace(/\/+$/, '');
  return { place, ...(own.user === '' ? { user, password } : own) };
}

type Question = (parameters: Readonly<Record<string, unknown>>) => Promise<Answer>;
type Api = {
  readonly Schema: { readonly find: Question };
  readonly Subject: Readonly<
    Record<'registered' | 'register' | 'compatible' | 'config' | 'updateConfig', Question>
  >;
};

function openApi(host: string, transport: TransportOptions): Api {
  const middleware = () => ({
    response: (_next: unknown, _renew: unknown, request: RegistryRequest) =>
      send(request, transport),
  });
  // Required, since who imports CommonJS disagrees about what its default export is; and here,
  // since most starts of the program ask no registry. Only the routes: the package as a whole
  // brings Protobuf and JSON Schema along.
  const { default: openRoutes } = createRequire(import.meta.url)(
    '@kafkajs/confluent-schema-registry/dist/api/index.js',
  ) as typeof RegistryApi.default;
  const client = openRoutes({
    host,
    // Its own are of no use behind our transport, which waits as our patience says.
    retry: { retries: 0 },
    middlewares: [middleware as never],
  });
  return client as unknown as Api;
}

/** Repeats a question that failed in a way that may pass, with growing pauses. */
function patience({ clock, telemetry, isPatient, signal }: ConfluentRegistryOptions) {
  let isAway = false;
  return async <T>(attempt: () => Promise<T>): Promise<T> => {
    for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(2 * pauseMs, pauseMsMax)) {
      try {
        const result = await attempt();
        if (isAway) telemetry.emit({ kind: 'outside-recovered', what: 'registry' });
        isAway = false;
        return result;
      } catch (error) {
        if (!(error instanceof OutsideError) || !error.retriable) throw error;
        if (!isPatient || signal?.aborted) throw error;
        isAway = true;
        const { code, message } = error;
        const fact = { kind: 'outside-failed', what: 'registry', code, message } as const;
        telemetry.emit({ ...fact, retryInMs: pauseMs });
        await clock.sleep(pauseMs, signal);
        if (signal?.aborted) throw error;
      }
    }
  };
}

type Body = Exclude<Answer, undefined>['body'];

/** Undefined: the registry has none. What `read` finds nothing in is no answer of a registry. */
function readAnswer<T>(answer: Answer, read: (body: Body) => T | undefined): T | undefined {
  if (answer === undefined) return undefined;
  const value = read(answer.body);
  if (value !== undefined) return value;
  throw notRegistry(answer.place, excerpt(JSON.stringify(answer.body)));
}

function textIn({ schema }: Body): string | undefined {
  return typeof schema === 'string' ? schema : undefined;
}

function idIn({ id }: Body): number | undefined {
  return isId(id) ? id : undefined;
}

/** Confluent's registry lists messages, Apicurio gives one reason. */
function objectionsIn({ is_compatible: isCompatible, messages, reason }: Body) {
  if (typeof isCompatible !== 'boolean') return undefined;
  if (isCompatible) return [];
  const texts = (Array.isArray(messages) ? messages : [reason]).filter(isText);
  return texts.length > 0 ? texts : ['the registry gives no reason'];
}

function levelIn({ compatibilityLevel }: Body): string | undefined {
  return isText(compatibilityLevel) ? compatibilityLevel.toUpperCase() : undefined;
}

function newLevelIn({ compatibility }: Body): string | undefined {
  return isText(compatibility) ? compatibility : undefined;
}

function isRefusal(error: unknown): boolean {
  return error instanceof OutsideError && error.code === 'schema-incompatible';
}

/** Four bytes on the wire, and an int in Java. */
function isId(id: unknown): id is number {
  return Number.isInteger(id) && (id as number) >= 0 && (id as number) < 2 ** 31;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
