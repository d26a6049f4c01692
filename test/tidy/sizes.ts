// Sizes that keep a file readable in one go. The numbers are hard limits; the wish is lower
// (300 lines a file, 50 a function, 3 parameters), and CONTRIBUTING.md says so.

import { blanked, functionsOf, importsOf } from './scan.ts';
import { type Check, isWritten, lineOf, under } from './tree.ts';

export const limits = {
  fileLines: 400,
  detectorLines: 120,
  functionLines: 70,
  lineColumns: 100,
  params: 4,
  imports: 12,
} as const;

export const sizes: Check = (tree) =>
  under(tree, 'src/', 'infra/', 'test/')
    .filter(([path]) => isWritten(path))
    .flatMap(([path, text]) => [...fileSizes(path, text), ...functionSizes(path, text)]);

function fileSizes(path: string, text: string): string[] {
  const lines = text.trimEnd().split('\n');
  const max = path.startsWith('src/detectors/') ? limits.detectorLines : limits.fileLines;
  const problems: string[] = [];
  if (lines.length > max) problems.push(`${path}:${lines.length} more than ${max} lines`);
  lines.forEach((line, i) => {
    if (line.length > limits.lineColumns) {
      problems.push(`${path}:${i + 1} more than ${limits.lineColumns} columns`);
    }
  });
  // What introduces everything to everything names everything: the composition root, and tests.
  const isList = path === 'src/main.ts' || path.startsWith('test/');
  const imports = importsOf(text).length;
  if (imports > limits.imports && !isList) {
    problems.push(`${path}:1 ${imports} imports, more than ${limits.imports}`);
  }
  return problems;
}

/** Bodies of describe() and the like are chapters, not functions: tests are held by their file. */
function functionSizes(path: string, text: string): string[] {
  if (path.startsWith('test/')) return [];
  return functionsOf(text).flatMap(({ index, end, params }) => {
    const first = lineOf(text, index);
    const length = lineOf(text, end) - first + 1;
    const problems: string[] = [];
    if (length > limits.functionLines) {
      problems.push(`${path}:${first} a function of ${length} lines`);
    }
    if (params > limits.params) problems.push(`${path}:${first} ${params} positional parameters`);
    return problems;
  });
}

/** Share of lines that are comment, over all of src. Reported, not judged. */
export function commentShare(tree: Parameters<Check>[0]): number {
  let lines = 0;
  let comments = 0;
  for (const [path, text] of under(tree, 'src/')) {
    if (!isWritten(path)) continue;
    const code = blanked(text, true).split('\n');
    text.split('\n').forEach((line, i) => {
      if (line.trim() === '') return;
      lines += 1;
      if ((code[i] ?? '').trim() === '') comments += 1;
    });
  }
  return lines === 0 ? 0 : comments / lines;
}
