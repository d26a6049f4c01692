// The syntax tree of a statement as EXPLAIN AST prints it: a line a node, a level deeper a blank
// more. Names and aliases stand in it as they were typed, line breaks too, so lines could be forged
// and the rule on IN, which looks at several, be led astray: sql-guard.ts, which alone asks, also
// refuses such names (sql-words.ts). Texts, types and values stand in it escaped.

import { describingTables, scalarDeed, tableFunctionProblem } from './sql-names.ts';

type Node = {
  readonly depth: number;
  readonly kind: string;
  /** Without its kind and number of children. */
  readonly rest: string;
  /** Its first word: no function of ClickHouse has a name with a blank in it. */
  readonly name: string;
  /** As a table's, without alias and number of children: databases may have blanks. */
  readonly fullName: string;
};

/** Of a SELECT that hides nothing. A list of what is allowed: each version brings new ones. */
const kinds = new Set([
  'ArrayJoin',
  'Asterisk',
  'ColumnsExceptTransformer',
  'ColumnsListMatcher',
  'ColumnsRegexpMatcher',
  'ColumnsReplaceTransformer',
  'ColumnsReplaceTransformer::Replacement',
  'ColumnsTransformerList',
  'ExpressionList',
  'Function',
  'Identifier',
  'InterpolateElement',
  'Literal',
  'OrderByElement',
  'QualifiedAsterisk',
  'QualifiedColumnsListMatcher',
  'QualifiedColumnsRegexpMatcher',
  'SampleRatio',
  'SelectIntersectExceptQuery',
  'SelectQuery',
  'SelectWithUnionQuery',
  'Subquery',
  'TableExpression',
  'TableIdentifier',
  'TableJoin',
  'TablesInSelectQuery',
  'TablesInSelectQueryElement',
  'WindowDefinition',
  'WindowListElement',
  'WithElement',
]);

const settingsProblem =
  'A statement may not change settings: the limits are those of the user who asks.';

/** By kind: what is refused wherever it stands, and why. */
const refusedKinds: Readonly<Record<string, string>> = {
  // Its line does not name the function.
  ColumnsApplyTransformer:
    'APPLY is not allowed: it hides which function it calls. Write the columns out.',
  Set: settingsProblem,
};

export type Reading = {
  /** Why it may not run, whatever the database. */
  readonly problem: string | undefined;
  /** Tables with a database before their name, other than those that describe ours. */
  readonly qualified: readonly string[];
  /**
   * Each name that is called, or could be (the name of a function may stand as a value), and what
   * follows it in its line: somebody's own function may have a name of several words.
   */
  readonly callable: readonly string[];
};

export function readTree(lines: readonly string[]): Reading {
  const nodes = lines.filter((line) => line !== '').map(nodeOf);
  const tables = nodes.filter((node, index) => {
    if (node.kind === 'TableIdentifier') return true;
    // `x IN a.b` reads the table b of a where there is no such column.
    const isSystem = /^(system|information_schema)\./i.test(node.fullName);
    return node.kind === 'Identifier' && (isSystem || isRightOfIn(nodes, index));
  });
  return {
    problem: problemOf(nodes),
    qualified: tables
      .map(({ fullName }) => fullName)
      .filter((name) => name.includes('.') && !isDescribing(name)),
    callable: [...new Set(nodes.filter(isCallable).map(({ rest }) => rest))],
  };
}

function isCallable({ kind }: Node): boolean {
  return kind === 'Function' || kind === 'Identifier';
}

/** One of them, or a column of it. */
function isDescribing(name: string): boolean {
  return describingTables.some((table) => name === table || name.startsWith(`${table}.`));
}

function problemOf(nodes: readonly Node[]): string | undefined {
  if (!/^Select/.test(nodes[0]?.kind ?? '')) return 'Only SELECT is allowed.';
  for (const [index, node] of nodes.entries()) {
    const problem = nodeProblem(node, nodes[index - 1]);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function nodeProblem(node: Node, before: Node | undefined): string | undefined {
  const { kind, name, depth } = node;
  // Right below the root are the selects and the format, which is ours; a text is a file's name.
  if (kind === 'Literal' && depth === 1) return 'INTO OUTFILE is not allowed: it writes a file.';
  if (kind === 'Function') {
    if (before?.kind === 'TableExpression') return tableFunctionProblem(name);
    const deed = scalarDeed(name);
    return deed && `The function ${name} is not allowed: it ${deed}.`;
  }
  if (kind === 'Identifier') {
    // arrayMap(file, …): the name of a function is a value.
    const deed = scalarDeed(name);
    return deed && `The name ${name} is not allowed: a function of that name ${deed}.`;
  }
  if (kinds.has(kind)) return undefined;
  return (
    refusedKinds[kind] ??
    `There is a part "${kind}" in it that is not known to only read. ` +
      'Names with line breaks are not allowed either.'
  );
}

const membership = /^(global)?(not)?(null)?in(ignoreset)?$/i;

/** The tree of `x IN y`: Function in, ExpressionList, then x with all below it, then y. */
function isRightOfIn(nodes: readonly Node[], index: number): boolean {
  const { depth } = nodes[index]!;
  const isFirst = nodes[index - 1]?.kind === 'ExpressionList';
  if (isFirst && nodes[index + 1]?.depth === depth) return false;
  for (let at = index - 1; at >= 0; at -= 1) {
    const node = nodes[at]!;
    if (node.depth === depth - 2) return node.kind === 'Function' && membership.test(node.name);
  }
  return false;
}

function nodeOf(line: string): Node {
  const depth = line.search(/[^ ]/);
  const [kind = '', ...words] = line.slice(depth).split(' ');
  const rest = words.join(' ').replace(/ ?\(children \d+\)$/, '');
  const fullName = rest.replace(/ \(alias [^(]*\)$/, '');
  return { depth, kind, rest, name: words[0] ?? '', fullName };
}

/** What ClickHouse itself says of a user that may only read. */
export function refusedSetting(message: string): string | undefined {
  return /setting in readonly mode/.test(message) ? settingsProblem : undefined;
}
