// Whether an answer has any rows, by the bytes of it as they go by: CSV begins with a line of
// names, and Parquet has its end even where there is nothing before that. For answer-rows.ts.

export type RowsSeen = {
  see(chunk: string | Uint8Array): void;
  any(): boolean;
};

export function seeRows(format: string): RowsSeen {
  if (format === 'Parquet') return seeParquet();
  let isBehindNames = format !== 'CSVWithNames';
  let isAny = false;
  return {
    see(chunk) {
      const text = chunk.toString();
      const names = isBehindNames ? 0 : text.indexOf('\n') + 1;
      isAny ||= (isBehindNames || names > 0) && text.length > names;
      isBehindNames ||= names > 0;
    },
    any: () => isAny,
  };
}

const magic = 'PAR1'.length;
/** The length of what is said about the rows, and the magic word: the last of every file. */
const endBytes = 4 + magic;

/** Between the magic word and what is said about the rows lie the rows. */
function seeParquet(): RowsSeen {
  let size = 0;
  let end = Buffer.alloc(0);
  return {
    see(chunk) {
      size += chunk.length;
      end = Buffer.concat([end, Buffer.from(chunk.slice(-endBytes) as Uint8Array)]);
      end = end.subarray(-endBytes);
    },
    any: () => end.length === endBytes && size > magic + end.readUInt32LE(0) + endBytes,
  };
}
