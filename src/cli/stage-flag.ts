// The flag that picks stages, for the commands that run some of them in one process.

import { suggestion } from '../core/nearest.ts';
import { OutsideError } from '../errors.ts';
import type { Stage } from '../telemetry.ts';
import type { Flag } from './command.ts';

/** What a process can be told to run; `inband` comes with enrich. */
export const stageOrder = ['enrich', 'detect', 'population', 'archive'] as const satisfies Stage[];
export type RunStage = (typeof stageOrder)[number];

export const stageFlag: Flag = {
  name: 'stage',
  value: 'NAMES',
  doc: 'Only these stages, separated by commas.',
};

/** In the order in which they read each other; all where nothing is said. */
export function stagesFrom(words: string | undefined): readonly RunStage[] {
  if (words === undefined) return stageOrder;
  const names = words.split(',').map((word) => word.trim());
  for (const name of names) {
    if (stageOrder.some((stage) => stage === name)) continue;
    const message = `There is no stage ${name}.${suggestion(name, stageOrder)}`;
    throw new OutsideError('bad-usage', message);
  }
  return stageOrder.filter((stage) => names.includes(stage));
}
