// Where the embedded engine of a folder listens and with which passwords: kept in engine.json, so
// that neighbours who write into it find it again after its process was restarted. Only the owner
// of the folder may read the file. Used by start-engine.ts.

import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { OutsideError } from '../../errors.ts';
import type { Logins } from './engine-config.ts';

export type EngineLogin = Logins & { readonly port: number };

/** As it was, but for a port that somebody else has taken since. */
export async function engineLogin(folder: string, wantedPort?: number): Promise<EngineLogin> {
  const kept = read(folder);
  return {
    port: wantedPort ?? (await freePort(kept?.port ?? 0)),
    writer: kept?.writer ?? { user: 'writer', password: newPassword() },
    hunter: kept?.hunter ?? { user: 'hunter', password: newPassword() },
    // Files that were written before there was a scribe have none.
    scribe: kept?.scribe ?? { user: 'scribe', password: newPassword() },
  };
}

/** Once the engine is up: one that could not start must not move another's address. */
export function keepEngineLogin(folder: string, login: EngineLogin): void {
  try {
    writeFileSync(fileOf(folder), `${JSON.stringify(login, null, 2)}\n`, { mode: 0o600 });
  } catch (cause) {
    throw new OutsideError('data-folder-unusable', `Cannot write into ${folder}.`, { cause });
  }
}

function fileOf(folder: string): string {
  return join(folder, 'engine.json');
}

function newPassword(): string {
  return randomBytes(24).toString('hex');
}

type Kept = Omit<EngineLogin, 'scribe'> & Partial<Pick<EngineLogin, 'scribe'>>;

/** A file that is missing or was cut off is made anew: then neighbours must be started again. */
function read(folder: string): Kept | undefined {
  try {
    const kept = JSON.parse(readFileSync(fileOf(folder), 'utf8')) as Partial<EngineLogin>;
    const { port, writer, hunter } = kept;
    if (!Number.isInteger(port) || !writer?.password || !hunter?.password) return undefined;
    return kept as Kept;
  } catch {
    return undefined;
  }
}

/** The wanted one where it is free; 0 wants any. */
async function freePort(wanted: number): Promise<number> {
  const server = createServer().listen(wanted, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch (error) {
    if (wanted === 0) throw error;
    return freePort(0);
  }
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}
