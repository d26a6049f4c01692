// A Java program in the background: started apart from whoever starts it, known by its process id
// together with a marker on its command line, so that a later call never signals a stranger that
// got the same id. Remembers how Java's archive of loaded classes comes about: the first run writes
// it at its end, later ones start from it in half the time. Used by start-kafka.ts and
// start-registry.ts; the kafka command keeps the records in a file between its calls.

import { execFileSync, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Java } from './java.ts';

export type JavaProcess = {
  readonly pid: number;
  readonly marker: string;
  readonly logFile: string;
  /** Archive that this process writes when it is told to stop, and where it belongs. */
  readonly archive?: { readonly written: string; readonly target: string };
};

export type JavaStart = {
  readonly java: Java;
  readonly folder: string;
  readonly logFile: string;
  readonly heapMegabytesMax: number;
  /** Archive of loaded classes, used where it is there. */
  readonly archiveFile: string;
  /** Whether this process makes the archive where it is not there. */
  readonly isArchiving: boolean;
  /** Class path or jar, main class, and what comes after. */
  readonly words: readonly string[];
};

/** Writing the archive at the end takes seconds on a busy machine. */
const stopMsMax = 20_000;

export function startJava(start: JavaStart): JavaProcess {
  const marker = `molecatcher-${Math.random().toString(36).slice(2, 12)}`;
  const { archiveFile: target } = start;
  const isThere = existsSync(target);
  const written = isThere || !start.isArchiving ? undefined : `${target}.${marker}`;
  const log = openSync(start.logFile, 'a');
  const words = [
    // Small and quick to start: one collector thread, and no second compiler.
    ...['-Xms32m', `-Xmx${start.heapMegabytesMax}m`, '-XX:+UseSerialGC'],
    ...['-XX:TieredStopAtLevel=1', '-Djava.awt.headless=true', `-Dmolecatcher.marker=${marker}`],
    ...(isThere
      ? [`-XX:SharedArchiveFile=${target}`, '-Xlog:cds=off', '-Xlog:cds+dynamic=off']
      : []),
    ...(written === undefined ? [] : [`-XX:ArchiveClassesAtExit=${written}`]),
    ...start.words,
  ];
  const child = spawn(start.java.command, words, {
    cwd: start.folder,
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  child.unref();
  const process = { pid: child.pid ?? 0, marker, logFile: start.logFile };
  return written === undefined ? process : { ...process, archive: { written, target } };
}

/** That process still, and not another with its id. */
export function isAlive({ pid, marker }: JavaProcess): boolean {
  return pid > 0 && commandLineOf(pid).includes(marker);
}

/** Whether there is any process with that id. */
export function isThere(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    return globalThis.process.kill(pid, 0);
  } catch (error) {
    // Somebody else's process is one too.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** SIGTERM, and SIGKILL where that does not help in time. Returns when it is gone. */
export async function stopJava(process: JavaProcess, msMax = stopMsMax): Promise<void> {
  signal(process, 'SIGTERM');
  const isGone = await gone(process, msMax);
  if (!isGone) await killJava(process);
  keepArchive(process, isGone);
}

export async function killJava(process: JavaProcess): Promise<void> {
  signal(process, 'SIGKILL');
  await gone(process, 10_000);
}

/** What it wrote last, for a message: mostly the reason of an early end. */
export function lastWordsOf({ logFile }: JavaProcess): string {
  const lines = existsSync(logFile) ? readFileSync(logFile, 'utf8').trim().split('\n') : [];
  const reason = lines.findLast((line) => /ERROR|FATAL|Exception|Error:/.test(line));
  return (reason ?? lines.at(-1) ?? '').trim().slice(0, 300) || 'it wrote nothing';
}

function signal(process: JavaProcess, name: 'SIGTERM' | 'SIGKILL'): void {
  if (!isAlive(process)) return;
  try {
    globalThis.process.kill(process.pid, name);
  } catch (error) {
    // It went in between, which is what was wanted.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

async function gone(process: JavaProcess, msMax: number): Promise<boolean> {
  const until = Date.now() + msMax;
  while (isAlive(process)) {
    if (Date.now() > until) return false;
    await sleep(30);
  }
  return true;
}

/** Only a process that ended by itself has written all of it. */
function keepArchive({ archive }: JavaProcess, isComplete: boolean): void {
  if (archive === undefined || !existsSync(archive.written)) return;
  if (isComplete && !existsSync(archive.target)) renameSync(archive.written, archive.target);
  else rmSync(archive.written, { force: true });
}

/** Empty where there is no such process, or one that has ended and is not yet cleared away. */
function commandLineOf(pid: number): string {
  try {
    return existsSync('/proc/self')
      ? readFileSync(`/proc/${pid}/cmdline`, 'utf8')
      : execFileSync('ps', ['-ww', '-o', 'args=', '-p', String(pid)], { encoding: 'utf8' });
  } catch (error) {
    if (isAbsence(error)) return '';
    throw error;
  }
}

/** No such file in /proc, or ps that found nobody and says so by its status. */
function isAbsence(error: unknown): boolean {
  const { code, status } = error as { code?: string; status?: number };
  return code === 'ENOENT' || code === 'ESRCH' || status === 1;
}
