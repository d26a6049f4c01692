// The laws that every detector keeps, as functions that return what is broken. They run on all
// detectors, and on planted wrong ones that they must catch: else the laws are broken.
//
// Generators matter more than laws: a hidden module variable slips past under random feeds and is
// caught at once by dented vectors; a memory without end is caught by an aged life before one.

import { shippedBudgets } from '../../src/core/calibration.ts';
import type { Access, Detector, Finding } from '../../src/core/detector.ts';
import { detectorStateBytesMax } from '../../src/core/limits.ts';
import { defaultsOf } from '../../src/core/param.ts';
import { dayMs } from '../../src/core/time.ts';
import { runFeed, workday } from '../../src/core/vector.ts';
import { huntFiles } from '../../src/generated/hunts.ts';
import attackIds from './attack-ids.json' with { type: 'json' };

type Feed = readonly Access[];

/** Findings of one detector as comparable text, for one user or all. */
export function findingsOf(detector: Detector, feed: Feed, user?: string): string[] {
  const chosen = { detector, params: defaultsOf(detector.params) };
  const { anomalies } = runFeed(
    { detectors: [chosen], graceMs: 3_600_000, budgets: shippedBudgets },
    feed,
  );
  return anomalies
    .filter((anomaly) => user === undefined || anomaly.user === user)
    .map(({ id, score, observed, because }) => `${id} ${score} ${observed} ${because}`)
    .sort();
}

export function brokenMetadata(detector: Detector): string[] {
  const broken: string[] = [];
  const vectors = detector.vectors();
  if (!vectors.some(({ fires }) => fires > 0)) broken.push('no vector fires');
  if (!vectors.some(({ fires }) => fires === 0)) broken.push('no vector stays quiet');
  if (!vectors.some(({ isEdge }) => isEdge === true)) broken.push('no vector sits on the edge');
  if (detector.state.sizeBytes > detectorStateBytesMax) broken.push('keeps too much per user');
  for (const id of detector.attack) {
    if (!attackIds.includes(id)) broken.push(`unknown ATT&CK id ${id}`);
  }
  for (const text of [detector.title, detector.why, detector.blindSpots]) {
    if (text.length < 10) broken.push('title, why and blind spots are sentences');
  }
  if (detector.benign.length === 0 || detector.triage.length === 0) {
    broken.push('no benign explanation or no triage step');
  }
  const named = detector.triage.filter((step) => step.startsWith('hunt:')).map((s) => s.slice(5));
  for (const hunt of [detector.hunt, ...named]) {
    if (!huntFiles.some(({ id }) => id === hunt)) broken.push(`unknown hunt ${hunt}`);
  }
  return broken;
}

export function brokenVectors(detector: Detector): string[] {
  return detector.vectors().flatMap(({ name, feed, fires }) => {
    const found = findingsOf(detector, feed).length;
    return found === fires ? [] : [`'${name}' fires ${found} times, not ${fires}`];
  });
}

/** Scoring and judging change nothing: asked twice, they answer the same and leave no trace. */
export function brokenPurity(detector: Detector, feed: Feed): string[] {
  const broken = new Set<string>();
  const twice =
    <A extends { own: object }>(verb: (ask: A) => Finding | undefined) =>
    (ask: A) => {
      const before = JSON.stringify(fieldsOf(ask.own));
      const first = verb(ask);
      const second = verb(ask);
      if (JSON.stringify(fieldsOf(ask.own)) !== before) broken.add('scoring changed the state');
      if (JSON.stringify(first) !== JSON.stringify(second)) broken.add('the second answer differs');
      return first;
    };
  const { score, judge } = detector;
  const asked: Detector = {
    ...detector,
    ...(score === undefined ? {} : { score: twice(score) }),
    ...(judge === undefined ? {} : { judge: twice(judge) }),
  };
  findingsOf(asked, feed);
  return [...broken];
}

/** Also those of its prototype, where a view of a row has them all. */
function fieldsOf(own: object): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const name in own) fields[name] = own[name as keyof typeof own];
  return fields;
}

/** A life lived twice gives the same findings: nothing hides outside the row. */
export function brokenRestart(detector: Detector, feed: Feed): string[] {
  const once = findingsOf(detector, feed);
  const again = findingsOf(detector, feed);
  return same(once, again) ? [] : ['a second run of the same feed finds something else'];
}

/** One user's findings ignore everyone else's events. */
export function brokenIsolation(detector: Detector, feed: Feed): string[] {
  const alone = findingsOf(detector, feed, 'alice');
  const others = feed.map((access) => ({
    ...access,
    user: 'bob',
    event_id: `b/${access.event_id}`,
  }));
  const crowd = feed.flatMap((access, i) => [others[i]!, access]);
  return same(alone, findingsOf(detector, crowd, 'alice')) ? [] : ['others change the findings'];
}

/** Nothing fires before the warm-up is over. */
export function brokenWarmup(detector: Detector, feed: Feed): string[] {
  const warmup = detector.params['warmup']?.default;
  if (warmup === undefined || feed.length === 0) return [];
  const active = [...new Set(feed.map(({ at }) => Math.floor(at / dayMs)))].sort((a, b) => a - b);
  const early = new Set(active.slice(0, warmup));
  const short = feed.filter(({ at }) => early.has(Math.floor(at / dayMs)));
  return findingsOf(detector, short).length === 0 ? [] : ['fires within the warm-up'];
}

/** An old, loud life beyond the memory changes nothing. */
export function brokenForgetting(detector: Detector, feed: Feed): string[] {
  const shiftMs = (detector.memoryDays + 30) * dayMs;
  const later = feed.map((access) => ({ ...access, at: access.at + shiftMs }));
  const loud = [0, 1, 2, 3, 4, 5].flatMap((day) =>
    workday(day, { reads: 150, reason: day % 2 === 0 ? 'none' : 'open-in-queue' }),
  );
  const from = later[0]?.at ?? 0;
  const aged = [...loud, ...later];
  const old = new Set(findingsOf(detector, loud));
  const recent = (all: Feed) => findingsOf(detector, all).filter((text) => !old.has(text));
  return from === 0 || same(recent(later), recent(aged)) ? [] : ['remembers beyond its memory'];
}

export const lawsOnFeeds = {
  purity: brokenPurity,
  restart: brokenRestart,
  isolation: brokenIsolation,
  warmup: brokenWarmup,
  forgetting: brokenForgetting,
} as const;

function same(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((text, i) => text === b[i]);
}
