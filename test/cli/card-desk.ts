// The command line on an archive, for tests of the commands `user` and `subject`.

import { openLineFile } from '../../src/adapters/system/line-file.ts';
import { runCommandLine } from '../../src/cli/command-line.ts';
import { commands } from '../../src/cli/commands.ts';
import type { Engine, Outside } from '../../src/cli/outside.ts';
import type { Warehouse } from '../../src/ports.ts';
import { testOutside } from './test-terminal.ts';

export type Said = {
  readonly code: number;
  readonly output: string;
  readonly remarks: string;
  readonly lines: readonly string[];
};

export async function ask(
  warehouse: Warehouse,
  words: readonly string[],
  columns = 80,
): Promise<Said> {
  const heard = { output: '', remarks: '' };
  const engine = {
    warehouse,
    missingMigrations: async () => [],
    stop: async () => undefined,
  } as Partial<Engine> as Engine;
  const bare = testOutside(heard);
  const outside: Outside = {
    ...bare,
    terminal: { ...bare.terminal, columns },
    machine: { ...bare.machine, hasData: () => true },
    openEngine: async () => engine,
    openLines: openLineFile,
  };
  const line = { commands, detectors: [], environment: {} };
  const code = await runCommandLine(words, line, outside);
  return { code, ...heard, lines: heard.output.trimEnd().split('\n') };
}
