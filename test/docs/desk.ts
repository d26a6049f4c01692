// The desk of the sheets, alive: the command that every sheet tells to give is given, into a folder
// of its own, and stays up, so that questions need no start of ClickHouse each. Commands are given
// to a shell as a reader would type them. For write-sheets.ts and the test of the sheets.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ask } from '../support/ask.ts';
import { startProgramIn } from '../support/program.ts';

export const root = fileURLToPath(new URL('../..', import.meta.url));
export const pages = join(root, 'docs/hunting');

export type Desk = {
  /** Rows out of its ClickHouse. */
  ask<T>(statement: string): Promise<readonly T[]>;
  /** What a command of a sheet prints; the only thing changed is the name of the folder. */
  print(command: string): Promise<string>;
  close(): Promise<void>;
};

/** Where a reader has the desk. */
const usualFolder = '.molecatcher/desk';

export async function openDesk(): Promise<Desk> {
  const folder = mkdtempSync(join(tmpdir(), 'molecatcher-desk-'));
  const data = join(folder, 'desk');
  const started = startProgramIn({ folder: root }, ...deskWords(data));
  const close = async () => {
    started.child.kill('SIGTERM');
    await started.ended;
    rmSync(folder, { recursive: true, force: true });
  };
  const isUp = async () => {
    while (!started.heard.output.includes('Three things to try')) {
      await once(started.child.stdout ?? started.child, 'data');
    }
  };
  const failed = started.ended.then(({ code, remarks }) => {
    throw new Error(`the desk ended with ${code}:\n${remarks}`);
  });
  try {
    await Promise.race([isUp(), failed]);
  } catch (error) {
    await close();
    throw error;
  }
  failed.catch(() => undefined); // It ends when it is closed.
  const print = async (command: string) =>
    (await printed(command, data)).replaceAll(data, usualFolder);
  return { ask: (statement) => ask(data, statement), print, close };
}

/** The script `desk`, but that it stays up, elsewhere. */
function deskWords(data: string): readonly string[] {
  const text = readFileSync(join(root, 'package.json'), 'utf8');
  const { desk = '' } = (JSON.parse(text) as { scripts: Record<string, string> }).scripts;
  const [, , ...words] = desk.split(' ');
  const usual = words.indexOf(usualFolder);
  if (usual === -1) throw new Error(`the script desk does not fill ${usualFolder}`);
  return [...words.with(usual, data).filter((word) => word !== '--once'), '--port', '0'];
}

/** As in a terminal: output and remarks in one, an exit code of its own is no failure. */
async function printed(command: string, data: string): Promise<string> {
  const typed = `molecatcher() { "${process.execPath}" src/start.ts "$@"; }\n(${command}) 2>&1`;
  const { PATH, NODE_COMPILE_CACHE } = process.env;
  const env = { PATH, NODE_COMPILE_CACHE, MOLECATCHER_DATA: data };
  const child = spawn('bash', ['-c', typed], { cwd: root, env });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  await once(child, 'close');
  return output;
}

/** Two at a time: there are two cores, and some hunts take a gigabyte of memory each. */
export async function printAll(
  { print }: Desk,
  commands: Iterable<string>,
): Promise<ReadonlyMap<string, string>> {
  const outputs = new Map<string, string>();
  const waiting = commands[Symbol.iterator]();
  const work = async () => {
    for (let next = waiting.next(); next.done !== true; next = waiting.next()) {
      outputs.set(next.value, await print(next.value));
    }
  };
  await Promise.all([work(), work()]);
  return outputs;
}

/** The sheets, by the name of their file. */
export function readSheets(): ReadonlyMap<string, string> {
  const names = readdirSync(pages).filter((name) => /^\d\d-.*\.md$/.test(name));
  return new Map(names.sort().map((name) => [name, readFileSync(join(pages, name), 'utf8')]));
}
