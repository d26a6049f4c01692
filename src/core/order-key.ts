// Where an access stands in an order that somebody could walk: c1000017, c1000018, c1000019 … or
// searches for aa, ab, ac … Ids are opaque to everything behind enrich, so that they may be
// replaced by pseudonyms; what a walk looks like must therefore be said here, while they are still
// known (docs/decisions/order-keys.md). For core/enrich; read by the detector enumeration.
//
//   one customer, id with one number at its end    the number           0, 1, 2, …
//   a search by a beginning, LIKE 'ab%'            −2 − (a, b to 37)    −2, −3, −4, …
//   anything else                                  −1
//
// Two kinds of order in one number, told apart by the sign: an access has one of them at the most.

/** More digits are no counter, and would not be exact. */
const digitsMax = 15;
/** Characters before the wildcard: a walk moves the last ones, and more would tell of whom. */
const charactersMax = 4;
const base = 37;

export const noOrderKey = -1;

/** `predicate`: as core/statement reads it; without literals, but with their wildcards. */
export function orderKeyOf(
  statement: string | null,
  predicate: string | null,
  subjects: readonly string[],
): number {
  if (statement !== null && predicate?.includes("like 'x%'") === true) {
    const beginning = /\blike\s+'([^'%_\\]+)%'/i.exec(statement)?.[1];
    if (beginning !== undefined) return -2 - searchKeyOf(beginning);
  }
  return subjects.length === 1 ? numberOf(subjects[0]!) : noOrderKey;
}

/**
 * The number that an id ends with, where it has no other digit: c1000017, 17, CUST-0017. A random
 * id such as a UUID ends with digits too, which say nothing.
 */
function numberOf(id: string): number {
  let from = id.length;
  while (from > 0 && isDigit(id.charCodeAt(from - 1))) from -= 1;
  const digits = id.length - from;
  if (digits === 0 || digits > digitsMax) return noOrderKey;
  for (let i = 0; i < from; i += 1) {
    if (isDigit(id.charCodeAt(i))) return noOrderKey;
  }
  return Number(id.slice(from));
}

function searchKeyOf(beginning: string): number {
  let key = 0;
  for (const character of beginning.slice(-charactersMax).toLowerCase()) {
    key = key * base + rankOf(character.charCodeAt(0));
  }
  return key;
}

/** Digits, letters, and one place for all the rest. */
function rankOf(code: number): number {
  if (isDigit(code)) return code - 48;
  return code >= 97 && code <= 122 ? code - 87 : base - 1;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}
