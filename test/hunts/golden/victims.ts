// Whom the golden world has of its own: the thief whom the simulator made, and the customers who
// complained, as victims.csv of that world has them. For what is planted beside them, and for the
// questions about them.

export const thief = 'agent-0016';
export const thiefTeam = 'en-consumer-cork-1';

/** They complained of calls; three in ten of them were never taken. */
export const victims = [
  ...['c1002847', 'c1002266', 'c1002677', 'c1003933', 'c1003806', 'c1003373'],
  ...['c1001351', 'c1000991', 'c1001452', 'c1000187', 'c1002399', 'c1002264'],
];

/** Whom a ring took; planted. */
export const ringVictims = Array.from({ length: 8 }, (_, i) => `ring-victim-${i + 1}`);
