// The one word by which a card is asked. For `user` and `subject`.

import { OutsideError } from '../errors.ts';

export function oneName(words: readonly string[], missing: string): string {
  const [name = '', ...more] = words;
  if (name === '') throw new OutsideError('bad-usage', missing);
  if (more.length > 0) throw new OutsideError('bad-usage', `What is '${more[0]}' for?`);
  return name;
}
