// When a transaction is full. The log takes 4 MB in one, and a record may have 1 MB: stages look
// after each record, so a commit must be called full early enough for one more. Small commits wait
// for the disk too often; large ones are held in memory. What a broker takes in one request (about
// 900 kB for a partition) is the adapter's to cut: a transaction may hold several.

/** Of all partitions together. */
export const commitBytesMax = 3_000_000;
/** Of one partition. */
export const partitionBytesMax = 2_500_000;

/**
 * Records after which a stage lets the others have their turn: about a millisecond of work. They
 * share one thread, unless detect has its own, and each hour goes once round all of them: whoever
 * holds the thread for longer makes every commit and every answer wait for it.
 */
export const recordsPerTurn = 64;
