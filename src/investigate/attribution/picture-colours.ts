// What the dots and bars of an attribution mean. For its page and pictures.

export const colours = {
  stray: '#d1495b',
  routed: '#2e86ab',
  other: '#c3cad2',
  cutoff: '#1b2530',
} as const;
