// The commands of whoever runs molecatcher, in the order in which help shows them.

import { access } from './access.ts';
import { calibrate } from './calibrate.ts';
import type { Command } from './command.ts';
import { doctor } from './doctor.ts';
import { evaluate } from './evaluate.ts';
import { evaluateLists } from './evaluate-lists.ts';
import { evaluateLog } from './evaluate-log.ts';
import { migrate } from './migrate.ts';
import { resemble } from './resemble.ts';
import { state } from './state.ts';
import { topics } from './topics.ts';
import { tune } from './tune.ts';

export const operatorCommands: readonly Command[] = [
  topics,
  migrate,
  doctor,
  access,
  state,
  calibrate,
  evaluate,
  tune,
  evaluateLog,
  evaluateLists,
  resemble,
];
