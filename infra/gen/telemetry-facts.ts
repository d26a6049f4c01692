// Reads the union in src/telemetry.ts as text: a type leaves nothing behind at run time, and its
// comments are the documentation. Supports the one shape that file uses: members in braces, each
// with a kind, none nested.

export type FactText = {
  readonly kind: string;
  readonly doc: string;
  readonly fields: readonly string[];
};

export function telemetryFacts(source: string): readonly FactText[] {
  const union = source.slice(source.indexOf('export type Fact ='));
  const facts: FactText[] = [];
  for (const [member] of union.matchAll(/\| \{[^}]*\}/g)) {
    const kind = /readonly kind: '([a-z0-9-]+)'/.exec(member)?.[1];
    if (kind === undefined) throw new Error(`a fact without a kind: ${member}`);
    const comment = /\/\*\*([\s\S]*?)\*\//.exec(member)?.[1] ?? '';
    const body = member.replace(/\/\*\*[\s\S]*?\*\//g, '');
    const fields = [...body.matchAll(/readonly (\w+)\??: ([^;}]+)/g)]
      .filter(([, name]) => name !== 'kind')
      .map(([, name, type]) => `${name}: ${type?.replace(' | undefined', '').trim()}`);
    facts.push({ kind, doc: comment.replaceAll(/\s*\n\s*\*\s?/g, ' ').trim(), fields });
  }
  return facts;
}
