// All baselines, in the order in which tables show them.

import type { Baseline } from './baseline.ts';
import { oracle, random } from './bounds.ts';
import { halfSpaceTrees } from './half-space-trees.ts';
import { isolationForest } from './isolation-forest.ts';
import { staticRows, teamZ, unexplainedCount, unexplainedShare, zScore } from './one-liners.ts';

export const baselines: readonly Baseline[] = [
  ...[staticRows, zScore, teamZ, isolationForest, halfSpaceTrees],
  ...[unexplainedShare, unexplainedCount, random, oracle],
];
