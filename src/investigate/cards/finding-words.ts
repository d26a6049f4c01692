// Anomalies and incidents on a card, in words. For the texts of cards.

import { figure } from '../../core/page/markup.ts';
import { timeText } from '../diff-words.ts';
import { listed, peersText } from '../incident-words.ts';
import type { Findings, JudgedIncident } from './card-findings.ts';
import { incidentsMax } from './card-findings.ts';
import { andMore, lineMax, plain } from './card-words.ts';

/** `whose` says which these are, where they are not simply those of the person. */
export function incidentLines(incidents: readonly JudgedIncident[], whose = ''): string[] {
  const title = `Questions and incidents${whose === '' ? '' : ` ${whose}`}`;
  if (incidents.length === 0) return [`${title}: none.`];
  const lines = incidents.flatMap((one) => [
    `  ${plain(listed(one), lineMax)}`,
    `            ${judgedText(one)}`,
  ]);
  const all = incidents.length < incidentsMax ? [] : ['  all: molecatcher incident list --all'];
  return [`${title}, what is open first:`, ...lines, ...all];
}

/** How much evidence, how rare, and what somebody found it to be. */
export function judgedText({ risk, peersPerThousand, disposition }: JudgedIncident): string {
  const rare = peersPerThousand === null ? '' : `; ${peersText(peersPerThousand)}`;
  const said =
    disposition === null
      ? 'Nobody has said yet what it was.'
      : `${plain(disposition.verdict)} says ${plain(disposition.author)} ` +
        `(${timeText(disposition.at)}): ${plain(disposition.reason, lineMax)}`;
  return `risk ${figure(risk)}${rare.replace(/\.$/, '')}. ${said}`;
}

export function anomalyLines(
  { anomalies, anomaliesTotal, byDetector }: Findings,
  command: string,
  which = '',
): string[] {
  const title = `Anomalies${which === '' ? '' : ` ${which}`}`;
  if (anomalies.length === 0) return [`${title}: none.`];
  const kinds = Object.entries(byDetector).map(([name, found]) => `${plain(name)} ${found}`);
  return [
    `${title}, the newest first (${kinds.join(', ')}):`,
    ...anomalies.map(({ at, user, detector, score, because }) => {
      const who = which === '' ? '' : `${plain(user)}  `;
      const what = `${plain(detector)} ${figure(score)}: ${plain(because, lineMax)}`;
      return `  ${timeText(at)}  ${who}${what}`;
    }),
    ...andMore(anomaliesTotal - anomalies.length, command),
  ];
}
