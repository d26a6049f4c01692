// Flags for tests that run a command again with a few of them changed: no flag may be given twice.

/** The usual ones, each a flag and its value, but for those that are given. */
export function usualBut(usual: readonly string[], given: readonly string[]): readonly string[] {
  const kept = usual.filter((word, i) => {
    const flag = word.startsWith('--') ? word : usual[i - 1]!;
    return !given.includes(flag);
  });
  return [...kept, ...given];
}
