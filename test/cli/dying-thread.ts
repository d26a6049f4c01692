// The thread of detect, which dies at one of its commits: before it is asked for, or right after.
// The name by which it joins its group says which: `before-3`. For detect-thread.test.ts.

import { MessagePort } from 'node:worker_threads';

type Sent = {
  readonly kind: string;
  readonly name?: string;
  readonly asked?: unknown;
};

const post = MessagePort.prototype.postMessage;
const death = { place: '', at: 0 };
let commits = 0;

MessagePort.prototype.postMessage = function (this: MessagePort, message: Sent, ...moved) {
  const { kind, name, asked } = message;
  if (name === 'join') {
    const [place = '', at] = (asked as { instance: string }).instance.split('-');
    Object.assign(death, { place, at: Number(at) });
  }
  const isCommit = kind === 'ask' && name === 'commit';
  if (isCommit) commits += 1;
  const isOver = isCommit && commits === death.at;
  if (!isOver || death.place === 'after') post.call(this, message, ...(moved as []));
  if (isOver) process.exit(1);
};

await import('../../src/stage-thread.ts');
