import { z } from 'zod';
import { schemaProblems } from '../plan/schema-problems.js';

/** The one JSON object that an update of a run takes; which of its keys each knows is in {@link CONTROL_INPUTS}. */
export interface ControlInput {
  /** A source cache's id. */
  readonly source?: string;
  /** A target region. */
  readonly region?: string;
  /** 1–500. */
  readonly maxInFlight?: number;
  /** From 1. */
  readonly wave?: number;
  /** Who sent it, at most 100 characters: kept in the run's report. */
  readonly by?: string;
  /** Why, at most 200 characters: kept in the run's report. */
  readonly reason?: string;
}

const who = {
  by: z.string().max(100).trim().min(1).exactOptional(),
  reason: z.string().max(200).trim().min(1).exactOptional(),
};
const copies = {
  source: z.string().min(1).max(64).exactOptional(),
  region: z.string().min(1).max(64).exactOptional(),
};

/** What each update takes. */
export const CONTROL_INPUTS = {
  pause: z.strictObject(who),
  resume: z.strictObject(who),
  retryFailed: z.strictObject({ ...copies, ...who }),
  skip: z.strictObject({ ...copies, ...who }),
  setMaxInFlight: z.strictObject({ maxInFlight: z.int().min(1).max(500), region: copies.region, ...who }),
  approveWave: z.strictObject({ wave: z.int().min(1).max(100), ...who }),
  deleteOnCancel: z.strictObject(who),
} as const;

/** An input to paste for each. */
export const CONTROL_EXAMPLES: Readonly<Record<keyof typeof CONTROL_INPUTS, string>> = {
  pause: '{"reason": "the quota is being raised"}',
  resume: '{"by": "ada"}',
  retryFailed: '{"region": "cn-beijing"}',
  skip: '{"source": "edc-…", "region": "cn-beijing", "reason": "not needed there"}',
  setMaxInFlight: '{"maxInFlight": 20, "region": "cn-beijing"}',
  approveWave: '{"wave": 2, "by": "ada"}',
  deleteOnCancel: '{"reason": "the wrong release"}',
};

/** What is wrong with an update's input, as a sentence that says what to type; `undefined`: nothing. */
export function controlInputProblem(control: keyof typeof CONTROL_INPUTS, input: unknown): string | undefined {
  const checked = schemaProblems(CONTROL_INPUTS[control], input ?? {});
  if (!('problems' in checked)) return undefined;
  const wrong = checked.problems.map(({ message }) => message).join('; ');
  return `The input is wrong: ${wrong}. Type, for example, ${CONTROL_EXAMPLES[control]}.`;
}

/** Every way to steer a run while it runs, by the name of its update. */
export const CONTROLS = [
  'pause',
  'resume',
  'retryFailed',
  'skip',
  'setMaxInFlight',
  'approveWave',
  'deleteOnCancel',
] as const;
export type ControlName = (typeof CONTROLS)[number];

/** One change that somebody made to a run under way. */
export interface ControlRecord {
  /** Epoch ms. */
  readonly at: number;
  readonly control: ControlName;
  /** What it was for, in words; absent: the whole run. */
  readonly target?: string | undefined;
  readonly by?: string | undefined;
  readonly reason?: string | undefined;
}

const TEXTS: Readonly<Record<ControlName, string>> = {
  pause: 'paused',
  resume: 'resumed',
  retryFailed: 'failed copies retried',
  skip: 'skipped',
  setMaxInFlight: 'copies in flight limited',
  approveWave: 'wave approved',
  deleteOnCancel: 'deletion on cancellation asked for',
};

/** What a control did, for people. */
export function controlText(control: ControlName): string {
  return TEXTS[control];
}

/** Which copies a control is for, in words: `edc-1 in cn-beijing`; `undefined`: all. */
export function controlTarget({ source, region, maxInFlight, wave }: ControlInput): string | undefined {
  if (wave !== undefined) return `wave ${wave}`;
  const place = [source, region].filter((part) => part !== undefined).join(' in ');
  if (maxInFlight === undefined) return place === '' ? undefined : place;
  return place === '' ? `${maxInFlight} copies a region` : `${maxInFlight} copies in ${place}`;
}

/** Who and why, as a clause: `ada: the quota is being raised`; empty when neither is given. */
export function whoAndWhy({ by, reason }: Pick<ControlInput, 'by' | 'reason'>): string {
  return [by, reason].filter((part) => part !== undefined).join(': ');
}
