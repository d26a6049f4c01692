// How the settings of two replays, or of a replay and the live stage, differ: by the names that
// `--set` takes. For replay-diff.ts.

import type { Warehouse } from '../ports.ts';
import type { Side } from './replay-sides.ts';

export type SettingChange = {
  readonly name: string;
  /** Undefined where that side has none, since the detector did not run. Times in ms. */
  readonly before: number | undefined;
  readonly after: number | undefined;
};

export type SettingsDifference = {
  readonly changes: readonly SettingChange[];
  /** How often live has changed its settings: it has found things under each of them. */
  readonly liveChanges: number;
};

export async function settingsDifference(
  warehouse: Warehouse,
  after: Side,
  before: Side,
): Promise<SettingsDifference> {
  const live = await liveSettings(warehouse);
  const of = ({ replay }: Side) => byName(replay?.settings ?? live.settings);
  const [newer, older] = [of(after), of(before)];
  const isLive = after.replay === undefined || before.replay === undefined;
  // Nobody has said them yet.
  if (isLive && live.settings === unsaid) return { changes: [], liveChanges: 0 };
  const changes = [...new Set([...newer.keys(), ...older.keys()])]
    .sort()
    .map((name) => ({ name, before: older.get(name), after: newer.get(name) }))
    .filter((one) => one.before !== one.after);
  return { changes, liveChanges: isLive ? live.changes : 0 };
}

const unsaid = '{}';

type Remembered = {
  readonly graceMs?: number;
  readonly budgets?: { readonly question: number; readonly incident: number };
  readonly detectors?: Readonly<Record<string, Readonly<Record<string, number>>>>;
};

function byName(text: string): ReadonlyMap<string, number> {
  const { graceMs, budgets, detectors = {} } = JSON.parse(text) as Remembered;
  const found = new Map<string, number>();
  if (graceMs !== undefined) found.set('grace', graceMs);
  if (budgets !== undefined) {
    found.set('question_budget', budgets.question);
    found.set('incident_budget', budgets.incident);
  }
  for (const [id, params] of Object.entries(detectors)) {
    for (const [name, value] of Object.entries(params)) found.set(`detector.${id}.${name}`, value);
  }
  return found;
}

/** The newest; partitions change theirs one after the other, so each is counted by itself. */
async function liveSettings(
  warehouse: Warehouse,
): Promise<{ readonly settings: string; readonly changes: number }> {
  const [row] = await warehouse.query(
    `SELECT argMax(settings, (_seen_at, generation)) AS settings, max(generation) AS changes
     FROM settings_changes
     WHERE _log = (SELECT argMax(_log, _seen_at) FROM settings_changes)`,
  );
  return {
    settings: `${row?.['settings'] ?? ''}` || unsaid,
    changes: Number(row?.['changes'] ?? 0),
  };
}
