// Where an event with many subjects is cut into several records, so that each stays small. For
// core/enrich.

/** Subjects in one record … */
export const partSubjectsMax = 5_000;
/** … and characters of their ids, so that a part stays far below the limit of a record. */
export const partCharactersMax = 200_000;

/** Parts are filled in order, so that a repeated event is cut in the same places. */
export function cut(subjects: readonly string[]): (readonly string[])[] {
  const parts: (readonly string[])[] = [];
  let start = 0;
  let characters = 0;
  for (let i = 0; i < subjects.length; i += 1) {
    const isFull = i - start === partSubjectsMax || characters > partCharactersMax;
    if (isFull) {
      parts.push(subjects.slice(start, i));
      start = i;
      characters = 0;
    }
    characters += subjects[i]!.length;
  }
  parts.push(start === 0 ? subjects : subjects.slice(start));
  return parts;
}
