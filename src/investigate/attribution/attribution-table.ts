// Who read the victims, as a table, and what its columns say. For the words and the page of an
// attribution.

import type { Decision, Suspect } from '../../core/attribution/attribute.ts';
import { aligned } from '../aligned.ts';
import type { Answer } from './attribute-list.ts';
import { isBounded } from './drawn-segments.ts';
import { type EntityKind, isWay } from './entity-kinds.ts';

/** Of those who do not stand out: enough to see how ordinary the others are. */
const othersShown = 5;

type Columns = readonly (readonly [column: string, meaning: string])[];

const columnsOfUsers: Columns = [
  ['read', 'victims whose record this account met up to the cut-off: opened, listed or exported'],
  [
    'unasked',
    'of those, what nobody had asked for: without a reason on record (4 to 10 % of honest reads ' +
      'are so), or on a ticket of their own, of a customer who had not called',
  ],
  [
    'by chance',
    'how many they would have read anyway, by what they read in the same time; of who is a lead, ' +
      'or shared, by all reads, by what is usual for them',
  ],
  [
    'so many in',
    'one of so many innocent people has as many unasked; of who is a lead, or shared, by all ' +
      'reads, as many at all',
  ],
  ['chosen', 'probability that the list was chosen among what this account read, by whomever'],
];

/** What each column says. */
export function columnsSay(answer: Answer): Columns {
  const { suspects, by } = answer;
  const isAnyBounded = suspects.some((suspect) => isBounded(answer, suspect));
  return [...columnsBy(by), ...(isAnyBounded ? [bounds] : [])];
}

const bounds = [
  '≤ and ≥',
  'at most, and at least: what they read is known from drawn customers',
] as const;

function columnsBy(by: EntityKind): Columns {
  if (!isWay(by)) return columnsOfUsers;
  const { one, many } = by;
  return [
    ['read', `victims whose record was met by way of this ${one} up to the cut-off`],
    [
      'unasked',
      'of those, what nobody had asked for: without a reason on record, or on a ticket that the ' +
        'reader wrote for a customer who had not called; of services all',
    ],
    ['by chance', 'how many would have been read by way of it anyway, by what is read lately'],
    ['so many in', `one of so many ${many} has as many where nobody chose the victims`],
    ['chosen', `probability that the list was chosen among what was read by this ${one}`],
  ];
}

/** The first row has the titles. */
export function tableRows(answer: Answer): string[][] {
  const { suspects, nobody, evidence, by } = answer;
  const isSource = ({ isPerson }: Suspect) => isPerson || isWay(by);
  const shown = suspects.filter(({ decision }, i) => decision !== 'none' || i < othersShown);
  const k = evidence.victims.length;
  return [
    ['', isWay(by) ? by.one : 'who', ...columnsBy(by).map(([column]) => column)],
    ...shown.map((one) => {
      const isOfAll = isByAllReads(one, answer);
      const bound = isBounded(answer, one);
      return [
        decisionWord[one.decision],
        isWay(by) ? cut(one.entity) : one.entity,
        `${one.hits} of ${k}`,
        isSource(one) ? `${one.strays}` : '–',
        `${bound ? '≤' : ''}${(isOfAll ? one.expectedUsual : one.expected).toFixed(1)}`,
        oneIn(isOfAll ? one.pHits : one.pStrays, bound),
        isSource(one) ? probabilityText(one.probability) : '–',
      ];
    }),
    ...(suspects.length === 0
      ? []
      : [['', 'none of these', '', '', '', '', probabilityText(nobody)]]),
  ];
}

/**
 * Whether all reads, against what is usual, are what is told of somebody: by whichever test it was
 * decided. Either may have brought somebody onto a common route, or among the leads where nobody is
 * named: then by the rarer.
 */
export function isByAllReads(
  { decision, isPerson, pHits, pStrays }: Suspect,
  { isDated }: Pick<Answer, 'isDated'>,
): boolean {
  const isByEither = decision === 'common-route' || (decision === 'lead' && !isDated);
  if (isByEither) return pHits < pStrays;
  return decision === 'lead' || !isPerson;
}

/** A workstation is called as its owner likes. */
function cut(name: string): string {
  return name.length > 40 ? `${name.slice(0, 39)}…` : name;
}

const decisionWord: Readonly<Record<Decision, string>> = {
  named: 'named',
  lead: 'lead',
  'common-route': 'shared',
  route: 'route',
  none: '',
};

const decisionMeaning: Readonly<Record<Exclude<Decision, 'none'>, string>> = {
  named:
    'read more victims that nobody had asked for than chance allows: whose account to ask about ' +
    'first, and no proof',
  lead:
    'read more victims than is usual for them, for whatever reason: worth a look; a new task, or ' +
    'that they served these customers, are reasons enough',
  'common-route':
    'three or more who have read the same victims, as a desk, a task or a list brings: none of ' +
    'them is named',
  route: 'a machine, or a way that reads took: where to look, and nobody to accuse',
};

/** What the words in the first column mean, of those that are there. */
export function wordsSay({ suspects }: Pick<Answer, 'suspects'>): Columns {
  const decisions = new Set(suspects.map(({ decision }) => decision));
  return [...decisions].flatMap((decision) =>
    decision === 'none' ? [] : [[decisionWord[decision], decisionMeaning[decision]] as const],
  );
}

/** In columns that fit into 80. */
export function tableText(answer: Answer): string[] {
  const lines = aligned(tableRows(answer), 2);
  const meanings = columnsSay(answer).map(([column, meaning]) => `  ${column}: ${meaning}`);
  return [...lines, '', ...meanings];
}

/** No sum of evidence makes it certain, however many digits of it are nines. */
export function probabilityText(probability: number): string {
  if (probability > 0.999) return '>99.9 %';
  return probability < 0.001 ? '<0.1 %' : percent(probability);
}

/** Of what was counted: all of it is 100 %, and none 0. */
export function percent(share: number): string {
  if (share > 0 && share < 0.001) return '<0.1 %';
  if (share < 1 && share > 0.999) return '>99.9 %';
  return `${(100 * share).toFixed(share < 0.1 || share > 0.9 ? 1 : 0)} %`;
}

/** How rare, as people say it: one in so many, or in more where p is a bound. */
export function oneIn(p: number, isBound = false): string {
  if (p >= 0.5) return isBound ? 'may be usual' : 'usual';
  const one = 1 / Math.max(p, 1e-300);
  if (one > 1e9) return '1 in >10⁹';
  return `1 in ${isBound ? '≥' : ''}${grouped(Number(one.toPrecision(2)))}`;
}

function grouped(whole: number): string {
  return `${Math.round(whole)}`.replace(/\B(?=(\d{3})+$)/g, ',');
}
