// The commands of whoever looks into what was read, in the order in which help shows them.

import { attribute } from './attribute.ts';
import type { Command } from './command.ts';
import { hunt } from './hunt.ts';
import { incident } from './incident.ts';
import { sql } from './sql.ts';
import { subject } from './subject.ts';
import { user } from './user.ts';

export const analystCommands: readonly Command[] = [incident, user, subject, attribute, hunt, sql];
