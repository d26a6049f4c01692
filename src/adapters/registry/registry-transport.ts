// One request to the registry and its answer, within limits of time and size. Handed to the client
// of @kafkajs/confluent-schema-registry as its outermost middleware, in place of its own transport:
// that one never ends where a body breaks off or drips, takes a body of any size, and reports a
// refused connection as status 400. See docs/decisions/schema-registry.md.
// Used by confluent-registry.ts only.

import { OutsideError } from '../../errors.ts';

export type TransportOptions = {
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  /** For the whole of a request, to the last byte of its answer. */
  readonly timeLimitMs: number;
  /** Ends what is under way. */
  readonly signal?: AbortSignal | undefined;
};

/** What of a request the transport needs: mappersmith's Request has more. */
export type RegistryRequest = {
  method(): string;
  url(): string;
  body(): unknown;
  headers(): unknown;
};

/**
 * What a registry says; undefined: subject, version or schema is not there. Whatever else came
 * back is an error.
 */
export type Answer =
  | {
      /** Method and address, for messages. */
      readonly place: string;
      readonly body: Readonly<Record<string, unknown>>;
    }
  | undefined;

/** A schema is a Kafka record in Confluent's registry, so about 1 MB is the most it can have. */
const answerBytesMax = 4_000_000;
/** Where Apicurio speaks as Confluent's registry does: its bare address is the slip of most. */
const apicurioPath = '/apis/ccompat/';
const apicurioHint = ` (the address of an Apicurio registry ends in ${apicurioPath}v7)`;
/** Subject, version, schema or level not found: 40401 to 40408. */
const absentCode = /^404\d\d$/;

export async function send(request: RegistryRequest, options: TransportOptions): Promise<Answer> {
  const place = `${request.method().toUpperCase()} ${request.url()}`;
  try {
    const response = await fetch(request.url(), {
      method: request.method().toUpperCase(),
      headers: headersOf(request, options),
      body: (request.body() as string | undefined) ?? null,
      // Whoever follows elsewhere may carry the password along.
      redirect: 'manual',
      signal: signalOf(options),
    });
    return judge(place, response, await textOf(response));
  } catch (error) {
    if (error instanceof OutsideError) throw error;
    const message = `${place}: ${failureOf(error, options)}`;
    throw new OutsideError('registry-unreachable', message, { cause: error });
  }
}

function headersOf(request: RegistryRequest, { user, password }: TransportOptions) {
  const headers = request.headers() as Readonly<Record<string, string>>;
  if (user === undefined || user === '') return headers;
  const token = Buffer.from(`${user}:${password ?? ''}`).toString('base64');
  return { ...headers, authorization: `Basic ${token}` };
}

function signalOf({ timeLimitMs, signal }: TransportOptions): AbortSignal {
  const limit = AbortSignal.timeout(timeLimitMs);
  return signal === undefined ? limit : AbortSignal.any([limit, signal]);
}

async function textOf(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let sizeBytes = 0;
  // Leaving the loop by the error cancels the body, and with it the connection.
  for await (const chunk of response.body ?? []) {
    sizeBytes += chunk.length;
    if (sizeBytes > answerBytesMax) throw new Error(`an answer of over ${answerBytesMax} bytes`);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

function judge(place: string, response: Response, text: string): Answer {
  const { status } = response;
  if (status === 401 || status === 403) {
    throw new OutsideError('registry-refused', `${place}: status ${status}, ${excerpt(text)}`);
  }
  const body = objectOf(text);
  if (response.ok && body !== undefined) return { place, body };
  const { error_code: code, message } = body ?? {};
  // A web server that knows nothing of schemas says 404 as well, but without a code of a registry.
  if (status === 404 && absentCode.test(String(code))) return undefined;
  if (Number.isInteger(code) && (status === 409 || status === 422)) {
    throw new OutsideError('schema-incompatible', `${place}: ${excerpt(String(message), 500)}`);
  }
  const target = response.headers.get('location');
  const moved = target === null ? '' : ` to ${target}`;
  const hint = status === 404 && !place.includes(apicurioPath) ? apicurioHint : '';
  throw notRegistry(place, `status ${status}${moved}, ${excerpt(text)}${hint}`);
}

/** An answer that no registry gives. */
export function notRegistry(place: string, what: string): OutsideError {
  const message = `${place}: not the answer of a schema registry: ${what}`;
  return new OutsideError('registry-unreachable', message);
}

function objectOf(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

/** The beginning of what came, on one line. */
export function excerpt(text: string, lengthMax = 80): string {
  if (text === '') return 'an empty body';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: no terminal is to see them
  const line = text.slice(0, 4 * lengthMax).replace(/[\u0000-\u0020\u007f-\u009f]+/g, ' ');
  return JSON.stringify(line.length > lengthMax ? `${line.slice(0, lengthMax)}…` : line);
}

/** fetch says "fetch failed" and keeps the reason as the cause, or as a list of causes. */
function failureOf(error: unknown, { timeLimitMs, signal }: TransportOptions): string {
  if (signal?.aborted) return 'given up, since an end was asked for';
  if ((error as Error).name === 'TimeoutError') return `no answer within ${timeLimitMs} ms`;
  const { code, message } = ((error as Error).cause ?? error) as NodeJS.ErrnoException;
  return [code, message].filter((part) => part !== undefined && part !== '').join(' ');
}
