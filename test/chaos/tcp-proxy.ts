// Between clients and a server: passes everything on, until it is told to lose the answers. What
// was asked arrives and is done then, but whoever asked never hears of it. For the chaos rounds.

import { createConnection, createServer, type Socket } from 'node:net';

export type TcpProxy = {
  readonly port: number;
  /** How many answers were lost so far. */
  readonly lost: number;
  /** For so long, answers are lost and their connections are cut. */
  loseAnswers(ms: number): Promise<void>;
  /** Where the server is, once it has moved. */
  lead(port: number): void;
  close(): Promise<void>;
};

export async function openProxy(target: number): Promise<TcpProxy> {
  let [to, isLosing, lost] = [target, false, 0];
  const open = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = createConnection({ host: '127.0.0.1', port: to });
    const cut = (): void => {
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) {
      open.add(socket);
      // Whatever ends one side ends the other: an error says no more than that.
      socket.on('error', cut).on('close', () => {
        open.delete(socket);
        cut();
      });
    }
    client.on('data', (bytes) => upstream.write(bytes));
    upstream.on('data', (bytes) => {
      if (!isLosing) {
        client.write(bytes);
        return;
      }
      lost += 1;
      cut();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  return {
    port: address.port,
    get lost() {
      return lost;
    },
    async loseAnswers(ms) {
      isLosing = true;
      await new Promise((resolve) => setTimeout(resolve, ms));
      isLosing = false;
    },
    lead(port) {
      to = port;
    },
    async close() {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
