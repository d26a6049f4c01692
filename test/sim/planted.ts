// Mistakes that the simulation must find: edits of the code that it runs, made in memory while the
// file is loaded (plant.ts). The first seven are the classics of exactly once; two were made here,
// and found by it; two are of tables that views fill; one is of a full disk; the last are of norms
// and their way into `access`. If one is not found any more, the simulation has become blind.

export type Planted = {
  readonly name: string;
  /** File below the root of the project, and what is changed in it. */
  readonly file: string;
  readonly edits: readonly { readonly from: string; readonly to: string }[];
};

/** By a checker: code that only breaks would be found by anybody. */
export function isFound({ violations }: { readonly violations: readonly string[] }): boolean {
  return violations.some((violation) => !/ failed: /.test(violation));
}

export const planted: readonly Planted[] = [
  {
    name: 'commit-before-flush',
    file: 'src/stages/archive-task.ts',
    edits: [
      {
        from: 'const landed = new Map<ArchiveRange, Landed>();',
        to:
          "await this.#commit(ranges, 'archived');" +
          'const landed = new Map<ArchiveRange, Landed>();',
      },
    ],
  },
  {
    name: 'state-read-before-fencing',
    file: 'src/stages/detect-start.ts',
    edits: [
      { from: 'const writer = await log.writer(id, { isOneAhead: true });', to: '' },
      {
        from: 'const snapshots =',
        to: 'const writer = await log.writer(id, { isOneAhead: true });\n  const snapshots =',
      },
    ],
  },
  {
    name: 'rows-ahead-of-the-position',
    file: 'src/stages/detect-task.ts',
    edits: [
      {
        from: 'this.#ports.codec.encode(this.#outputs.state, positionKey,',
        to:
          'const { state } = this.#outputs;\n' +
          '    if (state.count > 0) await this.#writer.commit([state]);\n' +
          '    state.clear();\n    this.#ports.codec.encode(state, positionKey,',
      },
    ],
  },
  {
    name: 'aborted-rows-loaded',
    file: 'test/sim/broker.ts',
    edits: [
      {
        from: 'async #abort(_outputs: readonly OutputBuffer[]): Promise<void> {',
        to:
          'async #abort(outputs: readonly OutputBuffer[]): Promise<void> {\n' +
          "    const left = outputs.filter(({ topic }) => topic === 'detect-state');\n" +
          "    await (await this.log.writer('aborted')).commit(left);",
      },
    ],
  },
  {
    name: 'token-left-out',
    file: 'src/stages/archive-landing.ts',
    edits: [{ from: 'const token = group.isReplacing ?', to: 'const token = true ?' }],
  },
  {
    name: 'count-skipped-after-a-restart-of-the-engine',
    file: 'src/stages/archive-landing.ts',
    edits: [
      {
        from: 'const isCareful = range.declared === null;',
        to: 'const isCareful = false as boolean;',
      },
    ],
  },
  {
    name: 'fencing-answered-by-taking-over',
    file: 'src/adapters/kafka/task-runner.ts',
    edits: [{ from: "return 'fenced';", to: 'continue;' }],
  },
  {
    name: 'drain-that-does-not-ask-again',
    file: 'src/stages/position.ts',
    edits: [{ from: 'return batch.count === 0;', to: 'return batch.count >= 0;' }],
  },
  {
    name: 'token-of-the-moment',
    file: 'src/stages/archive-landing.ts',
    edits: [
      { from: "attempt === 0 ? ''", to: "range.declared !== null ? ''" },
      // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the text of the code.
      { from: '`/again-${attempt}`', to: '`/at-${ports.clock.now()}`' },
    ],
  },
  {
    name: 'views-trusted',
    file: 'src/stages/archive-landing.ts',
    edits: [
      {
        from: 'if (repair !== undefined && !(await isDerivedRight(repair))) {',
        to: 'if (false as boolean) {',
      },
    ],
  },
  {
    name: 'repair-unclaimed',
    file: 'src/stages/archive-repair.ts',
    edits: [
      {
        // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the text of the code.
        from: '(SELECT max((claim, owner)).2 FROM repair_claims WHERE ${ofPartition})',
        to: '{owner:String}',
      },
    ],
  },
  {
    name: 'damage-not-asked-for',
    file: 'src/stages/archive-task.ts',
    edits: [
      {
        from: 'await requireUndamaged(this.#ports.warehouse);\n    // Last:',
        to: '// Last:',
      },
    ],
  },
  {
    name: 'norms-of-a-cut-round-repeated',
    file: 'src/stages/population-output.ts',
    edits: [{ from: 'if (this.#count <= done) continue;', to: '' }],
  },
  {
    name: 'norms-copied-beside-their-position',
    file: 'src/stages/inband-task.ts',
    edits: [
      {
        from: 'await writer.commit(written);',
        to:
          'const copies = written.filter((one) => one !== this.#state);\n' +
          '    if (copies.length > 0) await writer.commit(copies);\n' +
          '    await writer.commit([this.#state]);',
      },
    ],
  },
];
