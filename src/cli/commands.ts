// All commands, in the order in which help shows them.

import { attribute } from './attribute.ts';
import type { Command } from './command.ts';
import { demo } from './demo.ts';
import { hunt } from './hunt.ts';
import { incident } from './incident.ts';
import { ingest } from './ingest.ts';
import { operatorCommands } from './operator-commands.ts';
import { replay } from './replay.ts';
import { run } from './run.ts';
import { serve } from './serve.ts';
import { simulate } from './simulate.ts';
import { sql } from './sql.ts';

export const commands: readonly Command[] = [
  demo,
  run,
  ingest,
  simulate,
  incident,
  attribute,
  hunt,
  sql,
  replay,
  serve,
  ...operatorCommands,
];
