// What to ask and what to run next about an incident, from what the detectors that spoke know of
// their findings: triage, and harmless explanations.
// For incident-words.ts.

import type { Detector } from '../core/detector.ts';
import { isoOf } from '../core/verdict.ts';
import { detectors } from '../generated/detectors.ts';
import { listHunts } from './hunt.ts';
import type { FoundIncident } from './incidents.ts';

const huntMark = 'hunt:';

/** Steps that a person does, those of the loudest detector first, each once. */
export function stepsOf(incident: FoundIncident): readonly string[] {
  const steps = triageOf(incident).filter((step) => !step.startsWith(huntMark));
  const { user } = incident;
  const asked = `Ask who leads ${user}, not ${user}: whoever is watched should not know first`;
  return [...new Set([...steps, ...(incident.tier === 'question' ? [] : [asked])])];
}

/** Commands, with the person and the time filled in where a hunt takes them. */
export function huntsOf(incident: FoundIncident): readonly string[] {
  const ids = triageOf(incident)
    .filter((step) => step.startsWith(huntMark))
    .map((step) => step.slice(huntMark.length));
  const values: Readonly<Record<string, string>> = {
    user: incident.user,
    since: isoOf(incident.since),
    // Times are up to, and without.
    until: isoOf(incident.lastAt + 1_000),
  };
  return [...new Set(ids)].map((id) => {
    const hunt = listHunts().find((one) => one.id === id);
    const given = (hunt?.params ?? []).flatMap(({ name }) =>
      values[name] === undefined ? [] : [`--${name} ${quoted(values[name])}`],
    );
    return ['hunt run', id, ...given].join(' ');
  });
}

/** What honest people did who were found by the same detectors; those of the loudest first. */
export function explanationsOf(incident: FoundIncident) {
  return spokeIn(incident).map(({ id, benign }) => ({ detector: id, benign }));
}

function triageOf(incident: FoundIncident): string[] {
  return spokeIn(incident).flatMap(({ triage }) => triage);
}

function spokeIn({ findingsByDetector }: FoundIncident): Detector[] {
  return Object.entries(findingsByDetector)
    .sort(([, a], [, b]) => b - a)
    .flatMap(([id]) => detectors.find((one) => one.id === id) ?? []);
}

/** Quoted where a shell would take it apart. */
export function quoted(value: string): string {
  return /^[\w.:,/-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`;
}
