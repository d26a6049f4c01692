// Parameters of detectors. Each is declared where it is used, and becomes a setting by that:
// detector.<id>.<name>, with bounds, documentation and the command that produced its default.

export type Param = {
  readonly kind: 'ratio' | 'count' | 'score' | 'share';
  readonly default: number;
  readonly min: number;
  readonly max: number;
  readonly doc: string;
  /** The command that produced the default, where it was not simply chosen. */
  readonly producedBy?: string | undefined;
};

export type Params = Readonly<Record<string, Param>>;
export type ParamValues<P extends Params> = { readonly [K in keyof P]: number };

type Origin = { readonly producedBy?: string };

/** A factor or a real number above zero. */
export function ratio(value: number, doc: string, origin: Origin = {}): Param {
  return { kind: 'ratio', default: value, min: 0, max: 1e9, doc, ...origin };
}

/** A whole number of things. */
export function count(value: number, doc: string, origin: Origin = {}): Param {
  return { kind: 'count', default: value, min: 0, max: 1e9, doc, ...origin };
}

/** A threshold on a score, −log10 of a nominal tail probability. */
export function score(value: number, doc: string, origin: Origin = {}): Param {
  return { kind: 'score', default: value, min: 0, max: 300, doc, ...origin };
}

/** A part of a whole, from 0 to 1. */
export function share(value: number, doc: string, origin: Origin = {}): Param {
  return { kind: 'share', default: value, min: 0, max: 1, doc, ...origin };
}

export function defaultsOf<P extends Params>(params: P): ParamValues<P> {
  const values: Record<string, number> = {};
  for (const [name, param] of Object.entries(params)) values[name] = param.default;
  return values as ParamValues<P>;
}

/** To hear the score of what lies below the threshold too. */
export function withoutThreshold(params: ParamValues<Params>): ParamValues<Params> {
  return 'threshold' in params ? { ...params, threshold: 0 } : params;
}
