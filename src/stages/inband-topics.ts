// What is brought in-band: topics whose records go into `access`, because verdicts rest on them,
// and detect is to be a function of `access` alone. To whom a record goes:
//
//   everyone   into every partition, once: norms
//   owner      into the partition of the user who is its key: dispositions
//
// To bring in another kind of record, name it here and let detect hear it. Used by inband.ts.

import type { RecordName } from '../generated/records.ts';

export type Audience = 'everyone' | 'owner';

export const normsTopic = 'norms';

export const inbandTopics: Readonly<
  Record<string, Readonly<Partial<Record<RecordName, Audience>>>>
> = {
  // NormsRound says to others that a round is complete; in `access` the company's norms do.
  norms: { Norms: 'everyone' },
  dispositions: { Disposition: 'owner' },
};
