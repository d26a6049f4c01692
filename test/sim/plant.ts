// Loads the code with one planted mistake in it: `node --import` of this file with the name of the
// mistake in the environment, before anything else is loaded. For run.ts.

import { registerHooks } from 'node:module';
import { planted } from './planted.ts';

const name = process.env['MOLECATCHER_SIM_PLANTED'];
const mistake = planted.find((one) => one.name === name);
if (mistake === undefined) throw new Error(`no planted mistake is called ${name}`);
const { file, edits } = mistake;

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    if (!url.endsWith(`/${file}`)) return loaded;
    let source = `${loaded.source}`;
    for (const { from, to } of edits) {
      // An edit that fits nowhere would be a mistake that nobody has made.
      if (source.split(from).length !== 2) throw new Error(`${file} has not once: ${from}`);
      source = source.replace(from, () => to);
    }
    return { ...loaded, source };
  },
});
