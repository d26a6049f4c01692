// All commands, in the order in which help shows them.

import { analystCommands } from './analyst-commands.ts';
import type { Command } from './command.ts';
import { demo } from './demo.ts';
import { ingest } from './ingest.ts';
import { operatorCommands } from './operator-commands.ts';
import { replay } from './replay.ts';
import { run } from './run.ts';
import { serve } from './serve.ts';
import { simulate } from './simulate.ts';

export const commands: readonly Command[] = [
  demo,
  run,
  ingest,
  simulate,
  ...analystCommands,
  replay,
  serve,
  ...operatorCommands,
];
