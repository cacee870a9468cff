import type { Measurement } from './measure.js';
import { type Spread, spreadOf, spreadText } from './spread.js';

/** One figure of a measurement. `of` returns undefined if a contender has none: a script has no history, for example. */
export interface Column {
  readonly head: string;
  readonly digits: number;
  readonly of: (run: Measurement) => number | undefined;
}

export const seconds: Column = { head: 'seconds', digits: 1, of: (run) => run.seconds };
export const overBound: Column = { head: '÷ lower bound', digits: 2, of: (run) => run.overBound };
export const copiesPerSecond: Column = { head: 'copies/s', digits: 0, of: (run) => run.copies / run.seconds };
export const eventsPerCopy: Column = {
  head: 'events/copy',
  digits: 2,
  of: ({ history, copies }) => (history === undefined ? undefined : history.events / copies),
};
export const actionsPerCopy: Column = {
  head: 'Actions/copy',
  digits: 3,
  of: ({ actions, copies }) =>
    actions === undefined ? undefined : Object.values(actions).reduce((sum, count) => sum + count, 0) / copies,
};
export const databasePerCopy: Column = {
  head: 'database KiB/copy',
  digits: 1,
  of: ({ databaseBytes, copies }) => (databaseBytes === undefined ? undefined : databaseBytes / 1024 / copies),
};
export const copyCalls: Column = { head: 'Copy calls', digits: 0, of: (run) => run.copyCalls };
export const describeCalls: Column = { head: 'Describe calls', digits: 0, of: (run) => run.describeCalls };
export const cpuPerCopy: Column = {
  head: 'CPU ms/copy',
  digits: 1,
  of: ({ cpuSeconds, copies }) => (cpuSeconds === undefined ? undefined : (1000 * cpuSeconds) / copies),
};
export const peakMemory: Column = { head: 'peak MiB', digits: 0, of: (run) => run.peakMemoryMiB };
export const longestHistory: Column = { head: 'longest history', digits: 0, of: ({ history }) => history?.longest };
export const largestPayload: Column = {
  head: 'largest payload, KiB',
  digits: 0,
  of: ({ history }) => (history === undefined ? undefined : history.largestPayload / 1024),
};
export const pending: Column = { head: 'most pending', digits: 0, of: ({ history }) => history?.pending };

/** Over several runs of one contender. Undefined if it has no such figure. */
function over(runs: readonly Measurement[], { of }: Column): Spread | undefined {
  const values = runs.map(of).filter((value) => value !== undefined);
  return values.length === 0 ? undefined : spreadOf(values);
}

/** The median over the runs. @throws Error when the contender has no such figure. */
export function median(runs: readonly Measurement[] | undefined, column: Column): number {
  const spread = over(runs ?? [], column);
  if (spread === undefined) throw new Error(`there is no figure for ${column.head}`);
  return spread.median;
}

export function cellsOf(runs: readonly Measurement[], columns: readonly Column[]): string[] {
  return columns.map((column) => {
    const spread = over(runs, column);
    return spread === undefined ? '–' : spreadText(spread, column.digits);
  });
}
