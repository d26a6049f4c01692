// The bounds of windows, detectors and incidents in one place, each with its reason; what looks up
// or parses keeps its bounds where it does so. Settings may lower some; nothing
// raises them, because memory and the size of a commit are computed from them.

/** Panes of the sliding windows: an hour of five minutes, a day of hours, four weeks of days. */
export const panesKept = 12;
export const hoursKept = 24;
export const daysKept = 28;

/** Weeks before these of which only sums are kept: with them a slow theft has a before. */
export const weeksKept = 12;

/** Subjects and events named in a finding: enough to start reading, small enough for a pager. */
export const samplesMax = 20;

/** Bytes of sample text kept for one user: twenty ids of the usual length. */
export const sampleBytesMax = 1_024;

/** Anomaly ids that an incident carries; the rest is counted. */
export const incidentAnomaliesMax = 20;

/** Exceptions kept for one user: a person with more of them is not to be excused but understood. */
export const exceptionsMax = 4;

/** Detectors in one build: each has three bits in a day's pane for what it has said already. */
export const detectorsMax = 30;

/** Bytes that detectors together may keep of one user, in the row and in rare parts. */
export const detectorStateBytesMax = 1_536;

/** Sources (partitions of db-access) that a stream clock follows. */
export const sourcesMax = 1_024;

/** Users closed between two chances to commit, so that one commit stays under 4 MB. */
export const closingsPerStep = 2_000;
