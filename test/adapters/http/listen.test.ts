// The socket: one clear message where the port is taken, and answers for this machine only.

import { request } from 'node:http';
import { expect, test } from 'vitest';
import { listen } from '../../../src/adapters/http/listen.ts';

const host = '127.0.0.1';

const answer = async (path: string) => {
  if (path === '/bug') throw new Error('a handler failed');
  return { status: 200, contentType: 'text/plain', body: path };
};

test('answers GET by path', async () => {
  const server = await listen({ host, port: 0, more: 0, answer });
  const response = await fetch(`${server.url}/health?x=1`);
  expect([response.status, await response.text()]).toEqual([200, '/health']);
  expect((await fetch(server.url, { method: 'POST', body: 'x' })).status).toBe(405);
  expect((await fetch(`${server.url}/bug`)).status).toBe(500);
  await server.close();
});

test('listens for others where it is told to, under whatever name they know it', async () => {
  const server = await listen({ host: '0.0.0.0', port: 0, more: 0, answer });
  expect(await statusAs('molecatcher:8686', server.url)).toBe(200);
  await server.close();
});

test('a name that somebody points at this machine is refused', async () => {
  const server = await listen({ host, port: 0, more: 0, answer });
  expect(await statusAs('evil.example:80', server.url)).toBe(403);
  await server.close();
});

test('a taken port is said to be taken; a demo takes the next one', async () => {
  const first = await listen({ host, port: 0, more: 0, answer });
  const port = Number(new URL(first.url).port);
  await expect(listen({ host, port, more: 0, answer })).rejects.toMatchObject({
    code: 'port-in-use',
    message: `Port ${port} on 127.0.0.1 is taken.`,
  });
  const second = await listen({ host, port, more: 20, answer });
  expect(Number(new URL(second.url).port)).toBeGreaterThan(port);
  await second.close();
  await first.close();
});

/** As somebody who calls the machine by that name. */
function statusAs(name: string, url: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { headers: { host: name } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    asked.on('error', reject).end();
  });
}
