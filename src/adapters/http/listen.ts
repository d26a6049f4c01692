// The only socket that listens: HTTP, GET only, on this machine alone unless another address is
// set. What it answers is decided by handlers in serve, which know no sockets.

import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { OutsideError } from '../../errors.ts';

export type HttpAnswer = {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
};

export type ListenOptions = {
  /** Address of this machine to listen on. */
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** How many ports to try after the first that is taken. */
  readonly more: number;
  answer(path: string): Promise<HttpAnswer>;
};

export type Listening = { readonly url: string; close(): Promise<void> };

export async function listen(options: ListenOptions): Promise<Listening> {
  const { host, port, more } = options;
  for (let tried = port; ; tried += 1) {
    const server = serverFor(options);
    const failure = await started(server, host, tried);
    if (failure === undefined) return listening(server, host);
    if (failure.code !== 'EADDRINUSE') {
      const message = `Port ${tried} on ${host} cannot be used: ${failure.message}`;
      throw new OutsideError('port-in-use', message, { cause: failure });
    }
    if (tried >= port + more || tried === 65_535) {
      const range = tried === port ? `Port ${port}` : `Every port from ${port} to ${tried}`;
      const message = `${range} on ${host} is taken.`;
      throw new OutsideError('port-in-use', message, { cause: failure });
    }
  }
}

/** Nobody else can reach these. */
const ownHosts = /^(127\.|localhost$|::1$)/;

function serverFor({ host, answer }: ListenOptions): Server {
  return createServer((request, response) => {
    request.resume();
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      send(response, text(405, 'Only GET is answered here.'));
      return;
    }
    // A page of some website must not read us through a name that it points at this machine. Who
    // listens to others has names that are not known here.
    const isOwn = ownHosts.test(host);
    if (
      isOwn &&
      !/^(127\.[\d.]+|localhost|\[::1\])(:\d+)?$/.test(request.headers.host ?? '127.0.0.1')
    ) {
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

function started(
  server: Server,
  host: string,
  port: number,
): Promise<NodeJS.ErrnoException | undefined> {
  return new Promise((resolve) => {
    server.once('error', resolve);
    server.listen(port, host, () => {
      server.off('error', resolve);
      resolve(undefined);
    });
  });
}

function listening(server: Server, host: string): Listening {
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${reachable(host)}:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** All addresses of a machine are no address to ask at. */
function reachable(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}
