// The batch store for tests and simulation: a Map, gone with the process.
//
// Batches of a partition are kept in an array ordered by first offset. Used by local-log only.

import type {
  BatchPlace,
  BatchStore,
  StoreChange,
  StoreContents,
  StoredBatch,
} from './batch-store.ts';

export function openMemoryStore(): BatchStore {
  const batches = new Map<number, StoredBatch[]>();
  const of = (partitionId: number): StoredBatch[] => batches.get(partitionId) ?? [];
  return {
    load: (): StoreContents => ({ topics: [], partitions: [], epochs: new Map() }),
    apply(change: StoreChange): void {
      for (const id of change.goneTopic?.partitionIds ?? []) batches.delete(id);
      for (const place of change.drops ?? []) drop(of(place.partitionId), place);
      for (const batch of change.adds ?? []) {
        const list = of(batch.partitionId);
        list.splice(indexOf(list, batch.first), 0, batch);
        batches.set(batch.partitionId, list);
      }
    },
    find(partitionId, offset) {
      const list = of(partitionId);
      const index = indexOf(list, offset);
      const before = list[index - 1];
      return before !== undefined && before.next > offset ? before : list[index];
    },
    read(place) {
      const list = of(place.partitionId);
      return (list[indexOf(list, place.first)] as StoredBatch).bytes;
    },
    sizeBytes(partitionId, offset) {
      const list = of(partitionId);
      return list
        .slice(indexOf(list, offset))
        .reduce((total, batch) => total + batch.bytes.length, 0);
    },
    synced: async () => undefined,
    assertWell: () => undefined,
    close: () => batches.clear(),
  };
}

function drop(list: StoredBatch[], place: BatchPlace): void {
  const index = indexOf(list, place.first);
  if (list[index]?.first === place.first) list.splice(index, 1);
}

/** Index of the first batch that starts at `offset` or later. */
function indexOf(list: readonly StoredBatch[], offset: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle] as StoredBatch).first < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
