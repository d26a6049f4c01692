// What the copying into `access` can be told. Filled by enrich, beside which it runs.

import type { EnrichSettings } from './enrich-settings.ts';

export type InbandSettings = Pick<EnrichSettings, 'users' | 'sources' | 'instance'> & {
  readonly batchBytesMax?: number | undefined;
  /** Of one commit; as everywhere, where nothing is said. */
  readonly commitBytes?: number | undefined;
  /** Once aborted, enrich has finished: stop at the end of the input. */
  readonly drain?: AbortSignal | undefined;
};
