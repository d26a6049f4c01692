// What population can be told. The composition root fills it from the settings table.

export type PopulationSettings = {
  /** Stable name of this process in the group. */
  readonly instance: string;
  /** Of one read of a partition of windows. */
  readonly batchBytesMax: number;
  /** Of one commit; as everywhere, where nothing is said. */
  readonly commitBytes?: number | undefined;
  /** Once aborted, upstream has finished: stop at the end of the input. */
  readonly drain?: AbortSignal | undefined;
};
