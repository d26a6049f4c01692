// What the code must not do, however convenient: look at the clock, roll dice, ask the machine for
// its language, read the environment, hide state in a module, swallow an error.

import { blanked } from './scan.ts';
import { type Check, isWritten, lineOf, under } from './tree.ts';

type Ban = {
  readonly what: RegExp;
  readonly why: string;
  readonly folders: readonly string[];
  readonly except?: readonly string[];
};

const pure = ['src/core/', 'src/detectors/'];
const unclocked = [
  ...pure,
  'src/stages/',
  'src/investigate/',
  'src/lab/',
  'src/serve/',
  'src/cli/',
];

const bans: readonly Ban[] = [
  { what: /\bDate\.now\b/, why: 'time comes from a Clock', folders: unclocked },
  { what: /\bnew Date\(\s*\)/, why: 'time comes from a Clock', folders: unclocked },
  { what: /\bperformance\s*\./, why: 'time comes from a Clock', folders: unclocked },
  {
    what: /\bset(?:Timeout|Interval|Immediate)\b/,
    why: 'waiting is Clock.sleep',
    folders: unclocked,
  },
  { what: /\bnew Date\b|\bDate\.parse\b/, why: 'it guesses zones and formats', folders: pure },
  { what: /\bprocess\b\s*\./, why: 'pure code knows no process', folders: pure },
  { what: /\bconsole\s*\./, why: 'say it as a fact', folders: [...pure, 'src/stages/'] },
  { what: /^(?:export )?let\b/m, why: 'state in a module is hidden state', folders: pure },
  { what: /\bMath\.random\b/, why: 'chance comes from a seed', folders: ['src/'] },
  { what: /\brandomUUID\b/, why: 'ids come from their cause', folders: unclocked },
  { what: /\bIntl\s*\./, why: 'the result would depend on the machine', folders: ['src/'] },
  { what: /\.toLocale\w+/, why: 'the result would depend on the machine', folders: ['src/'] },
  { what: /\.localeCompare\b/, why: 'the result would depend on the machine', folders: ['src/'] },
  {
    what: /\bprocess\.env\b/,
    why: 'config.ts alone reads the environment',
    folders: ['src/'],
    // The other one tells threads where compiled files are kept.
    except: ['src/config.ts', 'src/start.ts'],
  },
  {
    what: /\bcatch\s*(?:\([^)]*\)\s*)?\{\s*\}/,
    why: 'an empty catch',
    folders: ['src/', 'infra/'],
  },
  { what: /\bexport default\b/, why: 'named exports only', folders: ['src/', 'infra/'] },
  { what: /\bas any\b|: any\b/, why: 'any is no type', folders: ['src/stages/', 'src/cli/'] },
];

export const banned: Check = (tree) =>
  under(tree, 'src/', 'infra/')
    .filter(([path]) => isWritten(path))
    .flatMap(([path, text]) => {
      const code = blanked(text);
      return bans
        .filter(({ folders, except = [] }) => isUnder(path, folders) && !except.includes(path))
        .flatMap((ban) => hits(code, ban).map(({ line, what }) => `${path}:${line} ${what}`));
    });

function isUnder(path: string, folders: readonly string[]): boolean {
  return folders.some((folder) => path.startsWith(folder));
}

function hits(
  code: string,
  { what, why }: Ban,
): { readonly line: number; readonly what: string }[] {
  const everywhere = new RegExp(what.source, what.flags.includes('m') ? 'gm' : 'g');
  return [...code.matchAll(everywhere)].map((match) => ({
    line: lineOf(code, match.index),
    what: `${match[0].trim()}: ${why}`,
  }));
}

/** Work left over is an issue with a number, or it is forgotten. */
export const leftovers: Check = (tree) =>
  under(tree, 'src/', 'infra/', 'test/').flatMap(([path, text]) => {
    if (path.startsWith('test/tidy/')) return [];
    return [...text.matchAll(/\b(?:TODO|FIXME|XXX)\b(?! #\d)/g)].map(
      (match) => `${path}:${lineOf(text, match.index)} ${match[0]} without the number of an issue`,
    );
  });
