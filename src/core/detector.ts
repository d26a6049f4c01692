// The contract of a detector. Adding one is adding one file to src/detectors: metadata, parameters,
// the few numbers it keeps per user, a verdict, what it learns, and vectors that show when it
// fires.
//
//   score   on arrival of an access: the user's windows hold this access already. Changes nothing.
//   judge   when an hour or a day of the user was closed, with late reasons in, and what colleagues
//           did in it is known or given up. Changes nothing.
//   learn   after score, for every access: updates the detector's own numbers. Never judges.
//   explain when a reason for a touch turned up after its access: the same. Never judges.
//
// The windows every detector shares (counts, rows, distinct subjects, what is unexplained) come
// with the profile; a detector declares only what goes beyond that. The same laws run on every
// detector: test/core/detector-laws.prop.test.ts.

import type { EnrichedAccess, Explained } from '../generated/records.ts';
import type { Fields, Layout, View } from './layout.ts';
import type { Others } from './others.ts';
import type { Params, ParamValues } from './param.ts';
import type { ProfileView } from './profile.ts';
import type { Millis, WindowKind } from './time.ts';

/** The fields of an access that detect reads; the rest is not even decoded there. */
export const accessFields = [
  'event_id',
  'part',
  'at',
  'user',
  'user_kind',
  'team',
  'role',
  'queue',
  'employment',
  'sensitivity',
  'operation',
  'rows',
  'subjects',
  'flags',
  'touch',
  'reasons',
  // Whoever adds one makes every event dearer to read: docs/decisions/fields-for-detectors.md.
  'utc_offset_minutes',
  'on_shift',
  'segments',
  'ticket_marks',
  'order_key',
  'app',
  'program',
  'host',
  'network',
  'tables',
  'shape',
  'status',
] as const satisfies readonly (keyof EnrichedAccess)[];
export type Access = Pick<EnrichedAccess, (typeof accessFields)[number]>;

/** Families of evidence: inside one, detectors see the same behaviour and are not added up. */
export type Family = 'volume' | 'need' | 'target' | 'route' | 'time' | 'identity' | 'population';

export type Evidence = { readonly name: string; readonly value: string; readonly usual: string };

/** A verdict. Observed, expected and because are what the analyst reads. */
export type Finding = {
  /** Nominal −log10 of the tail probability; above the detector's threshold by definition. */
  readonly score: number;
  /** The threshold it crossed. */
  readonly threshold: number;
  readonly observed: number;
  readonly expected: number;
  readonly because: string;
  readonly windowStart: Millis;
  readonly windowEnd: Millis;
  readonly evidence: readonly Evidence[];
  readonly subjects?: readonly string[];
  readonly subjectsTotal?: number;
  readonly events?: readonly string[];
  /** Identified by the event, not by the window: each such event is an anomaly of its own. */
  readonly byEvent?: boolean;
  /** When it began, where that is earlier than the window and the detector can tell. */
  readonly estimatedStart?: Millis | undefined;
  /** Records beyond the usual since then, where the detector can tell. */
  readonly taken?: number | undefined;
};

export type Arrival<P extends Params, F extends Fields> = {
  readonly access: Access;
  /** Which of the subjects have no reason (confidence below 1), in tenths summed up. */
  readonly unexplainedTenths: number;
  readonly profile: ProfileView;
  readonly own: View<F>;
  readonly params: ParamValues<P>;
};

export type Closing<P extends Params, F extends Fields> = {
  /** Whose window it is: for whoever listens; no verdict depends on a name. */
  readonly user: string;
  readonly kind: WindowKind;
  readonly start: Millis;
  readonly end: Millis;
  /** Distinct subjects without a reason in the hours of the day that are closed by now. */
  readonly unexplainedSettled: number;
  /** What colleagues did in the same window, as far as it is known. */
  readonly others: Others;
  /** Unexplained touches of the newest day, as samples. */
  readonly samples: () => {
    readonly subjects: readonly string[];
    readonly events: readonly string[];
  };
  readonly profile: ProfileView;
  readonly own: View<F>;
  readonly params: ParamValues<P>;
};

export type Explaining<P extends Params, F extends Fields> = {
  readonly explained: Explained;
  readonly profile: ProfileView;
  readonly own: View<F>;
  readonly params: ParamValues<P>;
};

export type Vector = {
  readonly name: string;
  readonly feed: readonly Access[];
  /** Anomalies that the feed must give. */
  readonly fires: number;
  /** Sits on the edge: a little more or less would change the outcome. */
  readonly isEdge?: boolean;
};

export type DetectorSpec<P extends Params, F extends Fields> = {
  /** File name = id = export name (kebab, camel). Ids never change meaning. */
  readonly id: string;
  readonly version: number;
  readonly title: string;
  readonly family: Family;
  readonly severity: 'low' | 'medium' | 'high' | 'critical';
  readonly status: 'stable' | 'retired';
  /** Opens an incident by itself, whatever the combined evidence. */
  readonly always: boolean;
  /** In the mean of its family, beside the others there [0.05]; it sees what they see. */
  readonly weight?: number;
  readonly attack: readonly string[];
  readonly why: string;
  /** What it cannot see: known gaps are better than unknown ones. */
  readonly blindSpots: string;
  readonly benign: readonly string[];
  readonly triage: readonly string[];
  /** Hunt that shows the evidence of a finding. */
  readonly hunt: string;
  /** Event time, in days, beyond which nothing has any influence. */
  readonly memoryDays: number;
  readonly params: P;
  readonly state: Layout<F>;
  readonly score?: (arrival: Arrival<P, F>) => Finding | undefined;
  readonly judge?: (closing: Closing<P, F>) => Finding | undefined;
  readonly learn?: (arrival: Arrival<P, F>) => void;
  readonly explain?: (explaining: Explaining<P, F>) => void;
  /** Made when asked for: their feeds cost more than all else that a start of the program reads. */
  readonly vectors: () => readonly Vector[];
};

/** What the pipeline sees: the types of parameters and state stay inside the file. */
// biome-ignore lint/suspicious/noExplicitAny: each detector has its own; the pipeline needs none.
export type Detector = DetectorSpec<any, any>;

/** Checks and infers a detector; the only way to make one. */
export function detector<const P extends Params, const F extends Fields>(
  spec: DetectorSpec<P, F>,
): DetectorSpec<P, F> {
  return spec;
}
