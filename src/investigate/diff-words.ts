// A difference in words: what an investigator tells others after having tried other settings.

import { dayMs, hourMs, type Millis, minuteMs } from '../core/time.ts';
import type { AnomalyChange, DetectorChange, Difference, FirstAlert } from './replay-diff.ts';

const shownMax = 12;

/** Lines to be read by a person. */
export function differenceText(difference: Difference): readonly string[] {
  const { after, before, digests } = difference;
  const isEqual = Object.values(digests).every((one) => one.after.sha256 === one.before.sha256);
  const title = `${after.name} compared with ${before.name}${scopeText(difference)}`;
  const settings = settingLines(difference);
  if (isEqual) return [title, ...settings, equalText(difference)];
  return [
    title,
    ...settings,
    ...tableLines(difference),
    '',
    ...difference.detectors.map(detectorText),
    '',
    alertsText(difference),
    ...shown(firstAlertLines(difference)),
    '',
    ...shown(difference.anomalies.map(anomalyText)),
  ];
}

function equalText({ digests, scope }: Difference): string {
  const counts = Object.entries(digests).map(([table, { after }]) => `${after.rows} ${table}`);
  const left = scope.isSameDetectors ? '' : ' Incidents are not compared: other detectors ran.';
  if (Object.values(digests).every(({ after }) => after.rows === 0)) {
    return 'Neither has found anything there: there is nothing to compare.';
  }
  return `The same to the byte: ${counts.join(', ')}.${left}`;
}

function scopeText({ scope, days }: Difference): string {
  const { from, to, users, detectors, isSameDetectors } = scope;
  const parts = [
    from === undefined ? '' : ` from ${timeText(from)}`,
    to === undefined ? '' : ` up to ${timeText(to)}`,
    users.length === 0 ? '' : `, ${users.join(', ')} only`,
    isSameDetectors ? '' : `, ${detectors.join(', ')} only`,
  ];
  return `${parts.join('')} (${days.toFixed(0)} days)`;
}

function settingLines({ settings }: Difference): readonly string[] {
  const { changes, liveChanges } = settings;
  const text = (value: number | undefined) => (value === undefined ? 'none' : `${value}`);
  const lines = changes.map(({ name, before, after }) => {
    const span = name === 'grace' ? (ms = 0) => spanText(ms) : text;
    return `Set: ${name} ${span(after)}, not ${span(before)}`;
  });
  const said = `live has changed its settings ${liveChanges} times: compared are the newest`;
  return liveChanges === 0 ? shown(lines) : [...shown(lines), `Note: ${said}`];
}

function tableLines({ digests }: Difference): readonly string[] {
  return Object.entries(digests).map(([table, { after, before }]) => {
    if (after.sha256 === before.sha256) return `${table}: the same ${after.rows}, to the byte`;
    return `${table}: ${after.rows} instead of ${before.rows}`;
  });
}

function detectorText(one: DetectorChange): string {
  const { detector, before, after, same } = one;
  const changes = (['new', 'gone', 'changed'] as const)
    .filter((change) => one[change] > 0)
    .map((change) => `${one[change]} ${change}`);
  if (changes.length === 0) return `${detector}: the same ${anomalies(same)}`;
  return `${detector}: ${anomalies(after)} instead of ${before}: ${changes.join(', ')}`;
}

function anomalies(count: number): string {
  return `${count} anomal${count === 1 ? 'y' : 'ies'}`;
}

function alertsText({ alerts, days, scope }: Difference): string {
  if (!scope.isSameDetectors) return 'Alerts are not compared: other detectors ran.';
  const { before, after } = alerts;
  if (before === after) return `Alerts (incidents that opened): ${after}, as many`;
  const perDay = (count: number) => (count / days).toFixed(2);
  const counts = `${after} instead of ${before}`;
  return `Alerts (incidents that opened): ${counts}; ${perDay(after)} a day, not ${perDay(before)}`;
}

function firstAlertLines(difference: Difference): readonly string[] {
  if (!difference.scope.isSameDetectors) return [];
  return difference.firstAlerts.map((one) => firstAlertText(one, difference));
}

function firstAlertText({ user, before, after }: FirstAlert, difference: Difference): string {
  const [newer, older] = [difference.after.name, difference.before.name];
  if (after === undefined) return `  ${user}: no alert any more (${older}: ${timeText(before!)})`;
  if (before === undefined) return `  ${user}: an alert at ${timeText(after)}; ${older} has none`;
  const by = spanText(Math.abs(after - before));
  const way = after < before ? 'earlier' : 'later';
  const times = `${newer} ${timeText(after)}, not ${timeText(before)}`;
  return `  ${user}: first alert ${by} ${way}: ${times}`;
}

function anomalyText(one: AnomalyChange): string {
  const { change, detector, user, afterAt, beforeAt, afterScore, beforeScore, because } = one;
  const place = `${user}, ${detector}, ${timeText(afterAt ?? beforeAt!)}`;
  if (change !== 'changed') return `  ${change}: ${place}: ${because}`;
  const scores = `score ${afterScore?.toFixed(2)}, not ${beforeScore?.toFixed(2)}`;
  const others = [
    afterScore === beforeScore ? '' : scores,
    afterAt === beforeAt ? '' : `at ${timeText(beforeAt!)} before`,
  ].filter((text) => text !== '');
  return `  changed: ${place}: ${others.length === 0 ? 'other evidence' : others.join('; ')}`;
}

function shown(lines: readonly string[]): readonly string[] {
  if (lines.length <= shownMax) return lines;
  return [...lines.slice(0, shownMax), `  … and ${lines.length - shownMax} more: --json has all`];
}

/** Minutes, of the two largest units. */
export function spanText(ms: Millis): string {
  const units = [
    { name: 'day', ms: dayMs },
    { name: 'hour', ms: hourMs },
    { name: 'minute', ms: minuteMs },
  ];
  let rest = ms;
  const parts: string[] = [];
  for (const unit of units) {
    const count = Math.floor(rest / unit.ms);
    rest -= count * unit.ms;
    if (count > 0) parts.push(`${count} ${unit.name}${count === 1 ? '' : 's'}`);
  }
  return parts.slice(0, 2).join(' ') || 'less than a minute';
}

export function timeText(at: Millis): string {
  return new Date(at).toISOString().slice(0, 16).replace('T', ' ');
}
