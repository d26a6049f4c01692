// Detectors that are listened to: each verdict is given as it would be, and beside it the score is
// told whether or not it crossed the threshold. For replays that write scores, and for whoever
// looks for thresholds.

import type { Arrival, Closing, Detector, Finding } from './detector.ts';
import type { Fields } from './layout.ts';
import { type Params, withoutThreshold } from './param.ts';
import type { ChosenDetector } from './verdict.ts';

export type Heard = {
  readonly detector: Detector;
  /** As it would be without its threshold. */
  readonly finding: Finding;
  /** The threshold in force; the finding's own where the detector has none. */
  readonly threshold: number;
};

/** The detector asks twice: by its parameters, and by the same without a threshold. */
export function listening(
  { detector, params }: ChosenDetector,
  hear: (heard: Heard, occasion: Arrival<Params, Fields> | Closing<Params, Fields>) => void,
): ChosenDetector {
  const { score, judge } = detector;
  const open = withoutThreshold(params);
  type Occasion = Arrival<Params, Fields> | Closing<Params, Fields>;
  const tell = (finding: Finding | undefined, occasion: Occasion): void => {
    if (finding === undefined) return;
    const threshold = params['threshold'] ?? finding.threshold;
    hear({ detector, finding, threshold }, occasion);
  };
  const told: Detector = {
    ...detector,
    ...(score && {
      score: (arrival) => {
        tell(score({ ...arrival, params: open }), arrival);
        return score(arrival);
      },
    }),
    ...(judge && {
      judge: (closing) => {
        tell(judge({ ...closing, params: open }), closing);
        return judge(closing);
      },
    }),
  };
  return { detector: told, params };
}
