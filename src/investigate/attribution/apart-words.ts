// A list that several stand out of, taken apart: in words, as a table of victims, and for machines.
// It decides nothing, and says from whose reads a victim may have come, not by whom. For the text,
// the page and the JSON of an attribution.

import {
  pLeast,
  type SourcePart,
  type TakenApart,
} from '../../core/attribution/several-sources.ts';
import type { Answer } from './attribute-list.ts';
import { oneIn, probabilityText } from './attribution-table.ts';
import { isWay } from './entity-kinds.ts';
import { shortList } from './shared-words.ts';

/** Beyond it a share may be chance, or what the others have read. */
const needed = 0.05;

export function apartText({ apart, by }: Answer, out: readonly unknown[]): string[] {
  if (isWay(by) || out.length < 2) return [];
  if (apart === null) {
    return [
      'Not taken apart: those who stand out have read the same victims, or they and the victims ' +
        'are too many to try.',
    ];
  }
  const { parts, rest } = apart;
  const said = parts.map((part, i) => {
    return `${i === 0 ? 'about ' : ''}${rounded(part.share)} ${fromWhom(part)}`;
  });
  const unneeded = parts.filter(({ p }) => p > needed).flatMap(({ entities }) => entities);
  const from = parts.length === 2 ? 'neither' : 'none of them';
  const lines = [
    `Taken apart, if it came from those who stand out: ${said.join('; ')}; the rest, ` +
      `${rounded(rest)}, from ${from}. No decision rests on it.`,
  ];
  if (unneeded.length > 0) {
    const read = `What ${shortList(unneeded)} read`;
    lines.push(`${read} adds nothing that chance, or the others, would not explain.`);
  }
  return lines;
}

/** It is not known to a tenth, and never all of the list or none of it. */
function rounded(share: number): string {
  const whole = Math.round(100 * share);
  if (whole === 100) return '>99 %';
  return whole === 0 ? '<1 %' : `${whole} %`;
}

function fromWhom({ entities, p }: SourcePart): string {
  const chance = `by chance: ${oneIn(p)}${p <= pLeast ? ' at most' : ''}`;
  if (entities.length === 1) return `from what ${entities[0]} read (${chance})`;
  const names = `${entities.slice(0, -1).join(', ')} and ${entities.at(-1)}`;
  return `from what ${names} read, mostly the same victims (${chance})`;
}

/** Each victim with the likeliest source; the first row has the titles. */
export function likeliestRows({ apart, evidence }: Answer): string[][] {
  if (apart === null) return [];
  const rows = apart.likeliest.map(({ entities, probability }, i) => {
    return [evidence.victims[i]!.id, entities.join(', ') || 'none', probabilityText(probability)];
  });
  return [['victim', 'likeliest from what was read by', 'probability'], ...rows];
}

export function apartJson({ parts, rest, likeliest }: TakenApart, { evidence }: Answer) {
  return {
    parts: parts.map(({ entities, share, p }) => ({ entities, share, p })),
    rest,
    victims: likeliest.map(({ entities, probability }, i) => {
      return { customer: evidence.victims[i]!.id, entities, probability };
    }),
  };
}
