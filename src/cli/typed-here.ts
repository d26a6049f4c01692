// The commands that an answer suggests, as they would be typed here: by the same words as this one
// was, and with the flags that said where to ask. What a variable or the settings file says is as
// true of the next command. For `attribute`, `user`, `subject` and `incident`, whose lines have a
// command at their end.

import { quoted } from '../investigate/incident-next.ts';

/** No passwords: they belong into no line that is shown. */
const placeFlags = ['settings', 'data', 'clickhouse', 'database', 'hunter-user'];

const suggested = /(^ *|: )molecatcher (?=(?:attribute|hunt|incident|subject|user) )(.*)$/;

export type Here = {
  /** What commands begin with, by whom this one was started. */
  readonly called: string;
  /** Settings that were given as flags, and --settings, as they were typed. */
  readonly given: Readonly<Record<string, string>>;
};

export function typedHere(line: string, { called, given }: Here): string {
  const places = placeFlags.flatMap((name) => {
    const value = given[name];
    // An address may hold a password.
    return value === undefined || value.includes('@') ? [] : [` --${name} ${quoted(value)}`];
  });
  return line.replace(suggested, (_, before: string, command: string) => {
    return `${before}${called} ${command}${places.join('')}`;
  });
}
