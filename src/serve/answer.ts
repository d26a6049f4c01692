// What an HTTP handler gives back. Handlers are functions from a path to this; the socket is an
// adapter's business, so tests of handlers need none.

export type Answer = {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
};

export function json(value: unknown, status = 200): Answer {
  return {
    status,
    contentType: 'application/json; charset=utf-8',
    body: `${JSON.stringify(value, null, 2)}\n`,
  };
}

export function plain(body: string, status = 200): Answer {
  return { status, contentType: 'text/plain; charset=utf-8', body };
}
