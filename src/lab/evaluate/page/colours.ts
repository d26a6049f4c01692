// Colours that say something: how much was caught, what was won or lost, and which line is whose.

/** From white, nothing, to a dark green, everything; the text on it stays readable. */
export function heat(share: number): string {
  const mix = (from: number, to: number) => Math.round(from + (to - from) * share);
  const ink = share > 0.55 ? '#fff' : '#1b2530';
  return `background:rgb(${mix(246, 12)},${mix(247, 110)},${mix(248, 92)});color:${ink}`;
}

/** Red where something is lost, green where it is won, in shares. */
export function difference(change: number): string {
  const strength = Math.min(1, Math.abs(change) * 2);
  const mix = (to: number) => Math.round(246 + (to - 246) * strength);
  const ink = strength > 0.75 ? '#fff' : '#1b2530';
  const [red, green, blue] = change < 0 ? [190, 50, 40] : [12, 110, 92];
  return `background:rgb(${mix(red)},${mix(green)},${mix(blue)});color:${ink}`;
}

/** Ours is black; the others keep their colour from picture to picture. */
const lines = [
  ...(['#111111', '#d1495b', '#2e86ab', '#8f6fb8', '#c77700', '#3f7d20', '#7a5c3e'] as const),
  ...(['#00a6a6', '#9aa5b1', '#e377c2'] as const),
];

export function lineColour(position: number): string {
  return lines[position % lines.length]!;
}
