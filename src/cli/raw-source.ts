// `access` made once more from raw events: what would have been found had people, tickets,
// customers and tables been known as they are today (`now`), or as they were on the day that each
// event came in (`then`). The real enrich goes through them, and writes into a scratch log; events
// keep their places and times of arrival, and so their ids.
//
// `now` does not equal live: what came late comes at once. Neither ticks in silent hours.

import { OutsideError } from '../errors.ts';
import { referenceTopics } from '../investigate/reference-versions.ts';
import type { AccessSource } from '../investigate/replay-source.ts';
import type { Codec, Log, Warehouse } from '../ports.ts';
import { enrichAgain } from '../stages/enrich-again.ts';
import { existingTopic } from '../stages/existing-topic.ts';
import { freeze } from '../stages/frozen-log.ts';
import type { Context } from './command.ts';
import { openLogSource } from './log-source.ts';
import { referenceOfDays } from './reference-then.ts';
import { openScratchLog, type ScratchOptions } from './scratch-log.ts';
import type { ReferenceTime } from './source-words.ts';

export type RawSourceOptions = ScratchOptions &
  Pick<Context, 'say'> & {
    readonly log: Log;
    readonly warehouse: Warehouse;
    readonly codec: Codec;
  };

export async function openRawSource(
  options: RawSourceOptions,
  { reference, isWhole }: { readonly reference: ReferenceTime; readonly isWhole: boolean },
): Promise<AccessSource> {
  const { settings, outside, log, codec } = options;
  const { clock, stop } = outside;
  const { partitions: sources } = await existingTopic(log, 'db-access');
  const { partitions: users } = await existingTopic(log, 'access');
  const scratch = await openScratchLog(options, { sources, users });
  const isThen = reference === 'then';
  const ofNow = isThen ? [] : referenceTopics.map(({ topic }) => topic);
  const raw = await freeze({ from: log, topics: ['db-access', ...ofNow] }, scratch);
  await enrichAgain(
    { log: raw, codec, clock, telemetry: { emit: () => undefined } },
    { sources, users, latenessMs: settings.allowedLateness, pendingMs: settings.pending },
    { stop, beforeDay: isThen ? referenceOfDays({ ...options, scratch, stop }) : undefined },
  );
  // What there is of `access` then is no history: a replay of it would say that all else is gone.
  if (stop.aborted) {
    const said = 'Stopped while raw events were enriched, which cannot be gone on with.';
    throw new OutsideError('stopped', said);
  }
  const { batchBytes } = settings;
  const source = await openLogSource({ log: scratch, codec }, { isWhole, batchBytes });
  const known = isThen ? 'as they were then' : 'of now';
  // What was kept belongs to live; enrichment made anew knows nothing of it.
  return { ...source, kept: undefined, name: `raw events, with the reference data ${known}` };
}
