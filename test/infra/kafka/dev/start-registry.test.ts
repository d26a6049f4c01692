// A registry that gives up while it starts, as the real one does on a busy machine: a program of
// the same command line stands in for Java, ends at once as often as it is told, and then answers.

import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { registryFolder } from '../../../../infra/kafka/dev/programs.ts';
import { type RegistryStart, startRegistry } from '../../../../infra/kafka/dev/start-registry.ts';

const home = process.env['JAVA_HOME'];
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'molecatcher-registry-'));
  mkdirSync(registryFolder(folder), { recursive: true });
  mkdirSync(join(folder, 'bin'));
  process.env['JAVA_HOME'] = folder;
});
afterEach(() => {
  if (home === undefined) delete process.env['JAVA_HOME'];
  else process.env['JAVA_HOME'] = home;
  rmSync(folder, { recursive: true });
});

/** Its words go into a file, a line for each start. */
function standIn(failures: number): RegistryStart {
  const java = join(folder, 'bin', 'java');
  const starts = join(folder, 'starts');
  const answering =
    'const port = process.argv.find((word) => word.includes("http.port")).split("=")[1];' +
    'require("node:http").createServer((_, answer) => answer.end("[]")).listen(port, "127.0.0.1");';
  writeFileSync(
    java,
    `#!/bin/sh
if [ "$1" = -version ]; then echo 'openjdk version "17.0.1"'; exit 0; fi
echo "$*" >> '${starts}'
if [ "$(wc -l < '${starts}')" -le ${failures} ]; then echo 'ERROR Acquisition timeout'; exit 1; fi
exec '${process.execPath}' -e '${answering}' -- "$@"
`,
  );
  chmodSync(java, 0o755);
  return { folder: join(folder, 'registry'), root: folder };
}

function startsIn(): string[] {
  const file = join(folder, 'starts');
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
}

test('a registry > that ended by itself is started once more, and it is said', async () => {
  const said: string[] = [];
  const { stop } = await startRegistry({ ...standIn(1), say: (line) => said.push(line) });
  await stop();
  expect(startsIn()).toHaveLength(2);
  expect(said).toEqual([expect.stringMatching(/once more \(ERROR Acquisition timeout\)/)]);
});

test('a registry > that ends twice is given up, with what to do', async () => {
  await expect(startRegistry(standIn(2))).rejects.toThrow(
    /ended at once: ERROR Acquisition timeout .*registry\.log\)\. If the machine is busy/,
  );
  expect(startsIn()).toHaveLength(2);
});

test('a registry > has as long for its database as for its start', async () => {
  const { stop } = await startRegistry(standIn(0));
  await stop();
  expect(startsIn()).toEqual([expect.stringMatching(/jdbc\.acquisition-timeout=60 /)]);
});
