// Anomalies on the page of a card. For user-page and subject-page; in words: finding-words.ts.

import { figure } from '../../core/page/markup.ts';
import { timeText } from '../diff-words.ts';
import type { Findings } from './card-findings.ts';
import { paragraph, tableOf } from './card-page.ts';
import { andMore, lineMax, plain } from './card-words.ts';

export function anomalyTable(found: Findings, command: string): string[] {
  const { anomalies, anomaliesTotal } = found;
  const rows = anomalies.map(({ at, user, detector, score, because }) => {
    return [timeText(at), plain(user), plain(detector), figure(score), plain(because, lineMax)];
  });
  const titles = ['at (UTC)', 'on', 'detector', 'score', 'because'];
  return [
    '<h2>Anomalies, the newest first</h2>',
    ...(rows.length === 0 ? [paragraph('None.')] : [tableOf(titles, rows)]),
    ...andMore(anomaliesTotal - anomalies.length, command).map(paragraph),
  ];
}
