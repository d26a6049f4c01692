// owner.json in a data folder: who lives in it, and where it can be asked. Commands that only ask
// find the running engine through it, and neighbours that write into it. It carries passwords, so
// only the owner of the folder may read it (mode 600).
//
// A process that was killed leaves its file behind. So an owner counts only while its process
// lives, and is the one that wrote the file: process ids are used again, start times are not.
//
// Whoever announces takes the folder, and of several at once one gets it. A command that only asks
// takes it too while its ClickHouse runs. It is no owner whom others could ask or would have to be
// stopped: whoever wants a ClickHouse there waits for it, and whoever wants the log alone need not.

import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { OutsideError } from '../../errors.ts';
import { underFolderLock } from './folder-lock.ts';
import { makeFolder } from './make-folder.ts';

export type OwnerRecord = {
  readonly pid: number;
  readonly command: string;
  /** Address of /health and /metrics; empty until it listens. */
  readonly http: string;
  readonly clickhouse: string;
  readonly database: string;
  readonly hunter: Login;
  /** Who adds to hunt_log what was asked. */
  readonly scribe?: Login | undefined;
  /** Who may write, where the engine is the owner's own: neighbours of the same user may use it. */
  readonly writer?: Login | undefined;
  /** Where its ClickHouse is, it cannot say yet. */
  readonly isStarting?: boolean | undefined;
  /** It only asks, and is gone in a moment. */
  readonly isBrief?: boolean | undefined;
};

type Login = { readonly user: string; readonly password: string };

type Written = OwnerRecord & { readonly startedAs: string };

/** The living owner of a folder, other than this process and than whoever only asks. */
export function ownerOf(folder: string): OwnerRecord | undefined {
  const found = holderOf(folder);
  return found?.isBrief === true ? undefined : found;
}

function holderOf(folder: string): OwnerRecord | undefined {
  const found = read(folder);
  if (found === undefined || found.pid === process.pid) return undefined;
  return startOf(found.pid) === found.startedAs ? found : undefined;
}

/** The owner of a folder who has an engine of its own for others to write into. */
export function neighbourAt(folder: string): OwnerRecord & { readonly writer: Login } {
  const owner = ownerOf(folder);
  if (owner?.writer !== undefined) return { ...owner, writer: owner.writer };
  if (owner?.isStarting === true) {
    const said = `\`molecatcher ${owner.command}\` in ${folder} is still starting.`;
    throw new OutsideError('clickhouse-starting', said);
  }
  const who = owner === undefined ? 'Nobody' : `\`molecatcher ${owner.command}\``;
  const what = owner === undefined ? 'runs' : 'has no ClickHouse of its own';
  throw new OutsideError('clickhouse-unreachable', `${who} ${what} in ${folder}.`);
}

export type OwnerFile = {
  /** Fails with `data-folder-in-use`, or `data-folder-asked` where another process has it. */
  announce(owner: Omit<OwnerRecord, 'pid'>): void;
  release(): void;
};

/** Fails with `data-folder-in-use` where another process lives in it. */
export function own(folder: string): OwnerFile {
  const owner = ownerOf(folder);
  if (owner !== undefined) throw inUse(folder, owner);
  makeOwnFolder(folder);
  const path = join(folder, 'owner.json');
  return {
    announce(record) {
      const written: Written = {
        pid: process.pid,
        ...record,
        startedAs: startOf(process.pid) ?? '',
      };
      underFolderLock(folder, () => {
        const holder = holderOf(folder);
        if (holder !== undefined) throw inUse(folder, holder);
        // Renamed into place: a reader sees a whole file or none.
        const fresh = `${path}.${process.pid}`;
        writeFileSync(fresh, `${JSON.stringify(written, null, 2)}\n`, { mode: 0o600 });
        renameSync(fresh, path);
      });
    },
    release() {
      if (read(folder)?.pid === process.pid) rmSync(path, { force: true });
    },
  };
}

function inUse(folder: string, { command, http, pid, isBrief }: OwnerRecord): OutsideError {
  const who = `\`molecatcher ${command}\``;
  if (isBrief === true) {
    const said = `${who} (process ${pid}) has the ClickHouse in ${folder} for its own question.`;
    return new OutsideError('data-folder-asked', said);
  }
  const where = http === '' ? '' : ` at ${http}`;
  const said = `${folder} is in use by ${who}${where} (process ${pid}).`;
  return new OutsideError('data-folder-in-use', said);
}

function makeOwnFolder(folder: string): void {
  try {
    makeFolder(folder);
  } catch (cause) {
    throw new OutsideError('data-folder-unusable', `Cannot make the folder ${folder}.`, { cause });
  }
}

function read(folder: string): Written | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, 'owner.json'), 'utf8')) as Written;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOTDIR') {
      throw new OutsideError('data-folder-unusable', `${folder} is a file.`, { cause });
    }
    // No file, or one that was cut off: nobody can be found through it.
    return undefined;
  }
}

/** Something that stays while the process lives and differs for the next one with its id. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name of the program stands in brackets and may hold spaces; field 22 is the start time.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? undefined : fields[19];
  } catch {
    return isAlive(pid) ? 'alive' : undefined;
  }
}

/** Where there is no /proc. */
function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
