// All commands, in the order in which help shows them.

import { calibrate } from './calibrate.ts';
import type { Command } from './command.ts';
import { demo } from './demo.ts';
import { doctor } from './doctor.ts';
import { hunt } from './hunt.ts';
import { ingest } from './ingest.ts';
import { migrate } from './migrate.ts';
import { run } from './run.ts';
import { serve } from './serve.ts';
import { simulate } from './simulate.ts';
import { sql } from './sql.ts';
import { topics } from './topics.ts';

export const commands: readonly Command[] = [
  demo,
  run,
  ingest,
  simulate,
  hunt,
  sql,
  serve,
  topics,
  migrate,
  doctor,
  calibrate,
];
