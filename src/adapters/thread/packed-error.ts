// An error on its way from one thread to another. By itself it would arrive as a plain Error: its
// class is what stages and the command line decide by, and its cause is what a person needs.
// Used by calls.ts.

import { AssertionError } from '../../core/assert.ts';
import { type OutsideCode, OutsideError } from '../../errors.ts';

type Fields = Readonly<Record<string, string | number | boolean>>;

export type PackedError =
  | {
      readonly kind: 'error';
      readonly made: string;
      readonly message: string;
      readonly stack: string | undefined;
      /** Its own fields that are words or numbers: code, errno, name. */
      readonly fields: Fields;
      readonly cause: PackedError | undefined;
    }
  | { readonly kind: 'thrown'; readonly said: string };

/** Of causes of causes: more are a circle. */
const causesMax = 16;

type ErrorClass = new (message: string, options: { cause?: unknown }) => Error;

const classes: Readonly<Record<string, ErrorClass>> = {
  AssertionError,
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
};

export function packError(error: unknown, causesLeft = causesMax): PackedError {
  if (!(error instanceof Error)) return { kind: 'thrown', said: String(error) };
  const hasCause = error.cause !== undefined && causesLeft > 0;
  return {
    kind: 'error',
    made: classNameOf(error),
    message: error.message,
    stack: error.stack,
    fields: fieldsOf(error),
    cause: hasCause ? packError(error.cause, causesLeft - 1) : undefined,
  };
}

export function openError(packed: PackedError): unknown {
  if (packed.kind === 'thrown') return packed.said;
  const { made, message, stack, fields, cause } = packed;
  const options = cause === undefined ? {} : { cause: openError(cause) };
  const error =
    made === 'OutsideError'
      ? new OutsideError(fields['code'] as OutsideCode, message, options)
      : new (classes[made] ?? Error)(message, options);
  Object.assign(error, fields);
  if (stack !== undefined) error.stack = stack;
  return error;
}

function classNameOf(error: Error): string {
  if (error instanceof OutsideError) return 'OutsideError';
  return Object.entries(classes).find(([, one]) => error instanceof one)?.[0] ?? 'Error';
}

function fieldsOf(error: Error): Fields {
  const own = Object.entries(error).filter(([, value]) =>
    ['string', 'number', 'boolean'].includes(typeof value),
  );
  return { ...(error.name === 'Error' ? {} : { name: error.name }), ...Object.fromEntries(own) };
}
