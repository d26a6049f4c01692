// Names: files say what they hold, and no word stands for "I could not think of a name".

import { blanked } from './scan.ts';
import { type Check, isWritten, lineOf, under } from './tree.ts';

/** Empty wherever they stand. */
const emptyWord = /^(?:utils?|helpers?|common|managers?|handlers?|processors?|misc|impl)$/i;
/** Empty as the thing itself; fine as a word that tells two things apart (a data folder). */
const emptyThing = /^(?:data|info|service)$/i;

export const names: Check = (tree) =>
  under(tree, 'src/', 'infra/', 'test/')
    .filter(([path]) => isWritten(path))
    .flatMap(([path, text]) => [...fileName(path), ...typeNames(path, text)]);

function fileName(path: string): string[] {
  const name = path.split('/').at(-1) ?? '';
  const problems: string[] = [];
  if (!/^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z]+)*\.ts$/.test(name)) {
    problems.push(`${path}:1 file names are kebab-case`);
  }
  const words = path.replace(/\.ts$/, '').split(/[/.-]/);
  for (const [i, word] of words.entries()) {
    if (isEmpty(word, i === words.length - 1))
      problems.push(`${path}:1 "${word}" in a file name says nothing`);
  }
  return problems;
}

function typeNames(path: string, text: string): string[] {
  const code = blanked(text);
  const problems: string[] = [];
  for (const match of code.matchAll(/\b(?:type|class|interface)\s+([A-Z]\w*)/g)) {
    const words = (match[1] ?? '').split(/(?=[A-Z])/);
    for (const [i, word] of words.entries()) {
      if (!isEmpty(word, i === words.length - 1)) continue;
      problems.push(`${path}:${lineOf(text, match.index)} "${word}" in a type name says nothing`);
    }
  }
  for (const match of code.matchAll(/\b(?:const|let|readonly|function)\s+timestamp/gi)) {
    problems.push(`${path}:${lineOf(text, match.index)} event time is at, arrival is seenAt`);
  }
  return problems;
}

function isEmpty(word: string, isLast: boolean): boolean {
  return emptyWord.test(word) || (isLast && emptyThing.test(word));
}

/** Every file opens with what it is, why it is so, and who may use it. */
export const openings: Check = (tree) => [
  ...under(tree, 'src/', 'infra/', 'test/')
    .filter(([, text]) => !/^(?:#!.*\n)?(?:\/\/|\/\*)/.test(text))
    .map(([path]) => `${path}:1 the file does not open with a comment`),
  ...[...tree]
    .filter(([path, text]) => path.endsWith('.sql') && !text.startsWith('-- '))
    .map(([path]) => `${path}:1 the file does not open with a comment`),
];
