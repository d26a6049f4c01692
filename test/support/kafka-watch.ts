// Sees to it that no broker outlives the process that started it, however that ends: a shell that
// reads from a pipe. The pipe closes with its owner, be it by SIGKILL; then the shell kills the
// Java processes it was told of (those that still carry their marker) and removes their folder.
// Used by kafka-desk.ts for the run and by kafka.ts for the brokers of one test file.

import { spawn } from 'node:child_process';
import type { JavaProcess } from '../../infra/kafka/dev/java-process.ts';

export type Watch = {
  readonly add: (process: JavaProcess) => void;
  /** Everything was stopped, or shall be now. */
  readonly end: () => void;
};

const script = `
list=
while read -r pid marker; do list="$list $pid:$marker"; done
for entry in $list; do
  pid=\${entry%%:*}
  if [ -d /proc/self ]; then line=$(tr '\\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null)
  else line=$(ps -ww -o args= -p "$pid" 2>/dev/null); fi
  case $line in *"\${entry#*:}"*) kill -9 "$pid" ;; esac
done
rm -rf -- "$1"
`;

export function openWatch(folder: string): Watch {
  // Apart from the terminal, whose Ctrl-C would end it before its time.
  const shell = spawn('sh', ['-c', script, 'watch', folder], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  shell.unref();
  return {
    add: ({ pid, marker }) => void shell.stdin.write(`${pid} ${marker}\n`),
    end: () => void shell.stdin.end(),
  };
}
