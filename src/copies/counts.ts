import { z } from 'zod';
import { type CopyRecord, type Outcome, outcomeOf } from './copy-record.js';
import type { Verdict } from './verdict.js';

/** How many copies ended how. `adopted` is part of `ready`: those that this run found, and did not make. */
export type Counts = z.infer<typeof countsShape>;

const natural = z.int().min(0);

const countsShape = z.object({
  planned: natural,
  ready: natural,
  failed: natural,
  conflict: natural,
  skipped: natural,
  pending: natural,
  adopted: natural,
});

/** Counts as another workflow sends them: each copy has one outcome. */
export const countsSchema = countsShape
  .refine(
    ({ planned, ready, failed, conflict, skipped, pending }) =>
      planned === ready + failed + conflict + skipped + pending,
    'must add up to `planned`',
  )
  .refine(({ ready, adopted }) => adopted <= ready, 'must not have more adopted copies than ready ones');

export function noCopies(): Counts {
  return { planned: 0, ready: 0, failed: 0, conflict: 0, skipped: 0, pending: 0, adopted: 0 };
}

/** Counts of copies that all have one outcome. */
export function allOf(outcome: Outcome, planned: number): Counts {
  return { ...noCopies(), planned, [outcome]: planned };
}

/** Counts copies, for example those of a report. */
export function countCopies(
  copies: Iterable<{ readonly outcome: Outcome; readonly verdict?: Verdict | null | undefined }>,
): Counts {
  const counts = noCopies();
  for (const { outcome, verdict } of copies) {
    counts.planned += 1;
    counts[outcome] += 1;
    if (outcome === 'ready' && verdict === 'adopt') counts.adopted += 1;
  }
  return counts;
}

export function countRecords(records: readonly Pick<CopyRecord, 'state' | 'verdict'>[]): Counts {
  return countCopies(records.map(({ state, verdict }) => ({ outcome: outcomeOf(state), verdict })));
}

export function sumCounts(all: Iterable<Counts>): Counts {
  const sum = noCopies();
  for (const counts of all) {
    for (const key of Object.keys(sum) as (keyof Counts)[]) sum[key] += counts[key];
  }
  return sum;
}

/** `1 copy`, `2 copies`. */
export function copiesText(count: number): string {
  return count === 1 ? '1 copy' : `${count} copies`;
}
