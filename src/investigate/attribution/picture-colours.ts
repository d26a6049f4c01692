// What dots and bars of an attribution mean, in colours and in words. For its page and pictures.

import type { Asked } from './asked-for.ts';

export const colours = {
  stray: '#d1495b',
  routed: '#2e86ab',
  unknown: '#b57a00',
  other: '#c3cad2',
  cutoff: '#1b2530',
} as const;

/** Of a read: what a dot of it looks like, and says to whoever does not see colours. */
export const dotOf: Readonly<
  Record<Asked, { readonly colour: string; readonly isHollow: boolean; readonly text: string }>
> = {
  asked: { colour: colours.routed, isHollow: false, text: 'somebody had asked' },
  unknown: { colour: colours.unknown, isHollow: true, text: 'nothing is known of reasons' },
  ownTicket: {
    ...{ colour: colours.stray, isHollow: false },
    text: 'on a ticket of their own, of a customer who had not called',
  },
  none: { colour: colours.stray, isHollow: false, text: 'without a reason on record' },
};
