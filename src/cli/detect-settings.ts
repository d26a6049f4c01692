// What detect finds depends on, as the settings say it: for the stage, in whatever thread it runs,
// and for replays.

import type { Settings } from '../config.ts';
import { detectors } from '../generated/detectors.ts';
import type { DetectSettings } from '../stages/detect-settings.ts';

export function detectSettings(settings: Settings): Omit<DetectSettings, 'instance' | 'drain'> {
  const active = detectors.filter((detector) => detector.status !== 'retired');
  return {
    detectors: active.map((detector) => ({
      detector,
      params: settings.detectors[detector.id] ?? {},
    })),
    graceMs: settings.grace,
    budgets: { question: settings.questionBudget, incident: settings.incidentBudget },
    batchBytesMax: settings.batchBytes,
    stateEveryMs: settings.stateInterval,
  };
}
