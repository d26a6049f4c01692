// The only socket that listens: HTTP on 127.0.0.1, GET only. What it answers is decided by
// handlers in serve, which know no sockets.

import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { OutsideError } from '../../errors.ts';

export type HttpAnswer = {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
};

export type ListenOptions = {
  /** 0: any free one. */
  readonly port: number;
  /** How many ports to try after the first that is taken. */
  readonly more: number;
  answer(path: string): Promise<HttpAnswer>;
};

export type Listening = { readonly url: string; close(): Promise<void> };

export async function listen(options: ListenOptions): Promise<Listening> {
  const { port, more } = options;
  for (let tried = port; ; tried += 1) {
    const server = serverFor(options);
    const failure = await started(server, tried);
    if (failure === undefined) return listening(server);
    if (failure.code !== 'EADDRINUSE') {
      const message = `Port ${tried} on 127.0.0.1 cannot be used: ${failure.message}`;
      throw new OutsideError('port-in-use', message, { cause: failure });
    }
    if (tried >= port + more || tried === 65_535) {
      const range = tried === port ? `Port ${port}` : `Every port from ${port} to ${tried}`;
      const message = `${range} on 127.0.0.1 is taken.`;
      throw new OutsideError('port-in-use', message, { cause: failure });
    }
  }
}

function serverFor({ answer }: ListenOptions): Server {
  return createServer((request, response) => {
    request.resume();
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      send(response, text(405, 'Only GET is answered here.'));
      return;
    }
    // A page of some website must not read us through a name that it points at this machine.
    if (!/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(request.headers.host ?? '127.0.0.1')) {
      send(response, text(403, 'Ask for 127.0.0.1 or localhost.'));
      return;
    }
    const path = new URL(request.url ?? '/', 'http://127.0.0.1').pathname;
    answer(path).then(
      (found) => send(response, found),
      (error: unknown) => send(response, text(500, String(error))),
    );
  });
}

function text(status: number, line: string): HttpAnswer {
  return { status, contentType: 'text/plain; charset=utf-8', body: `${line}\n` };
}

function send(response: ServerResponse, { status, contentType, body }: HttpAnswer): void {
  response.writeHead(status, {
    'content-type': contentType,
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(body);
}

function started(server: Server, port: number): Promise<NodeJS.ErrnoException | undefined> {
  return new Promise((resolve) => {
    server.once('error', resolve);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', resolve);
      resolve(undefined);
    });
  });
}

function listening(server: Server): Listening {
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
