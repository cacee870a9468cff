import type { DescribeSourcesResult } from '../../activities/describe-sources.js';
import type { CopyRecord } from '../../src/copies/copy-record.js';
import { openRecords } from '../../src/copies/planned-records.js';
import { roomForCopies } from '../../src/copies/room-for-copies.js';
import type { FoundSources } from '../../src/plan/expand-copies.js';
import { unpackList } from '../../src/payload/packed-list.js';
import type { Problem } from '../../src/plan/problem.js';
import type { Plan } from '../../src/plan/plan-schema.js';
import { namedBuckets } from '../../src/plan/selection.js';
import { placesTooLong, tooManyCopies, tooManySources } from '../../src/plan/source-problems.js';
import { describeSources } from '../activities.js';
import type { SelectedCaches } from '../messages.js';

/** What a plan's sources turned out to be. */
export type ResolvedSources =
  | {
      readonly kind: 'resolved';
      /** Every copy of the plan as each region begins with it. */
      readonly records: readonly CopyRecord[];
      /** By selection; empty for a plan without one. */
      readonly selected: readonly SelectedCaches[];
    }
  /** The plan cannot be run against what its source region holds. */
  | { readonly kind: 'invalid'; readonly problems: readonly Problem[] }
  /** The service refused to show the sources. */
  | Extract<DescribeSourcesResult, { kind: 'refused' }>;

/**
 * Looks a plan's sources up in their region: those by id, and those that its selections match. Changes nothing.
 *
 * @param absentAfter how long what is not shown is asked for again, ms; default the plan's.
 */
export async function resolveSources(
  plan: Plan,
  { absentAfter }: Pick<Plan['policy']['ready'], 'absentAfter'> = plan.policy.ready,
): Promise<ResolvedSources> {
  const { region, caches } = plan.source;
  const { pollEvery } = plan.policy.ready;
  const ids = caches.flatMap(({ id }) => id ?? []);
  const selections = caches.flatMap(({ select }) => select ?? []);

  const found = await describeSources.executeWithOptions({ summary: `sources in ${region}` }, [
    {
      region,
      ids,
      ...(selections.length === 0 ? {} : { selections, buckets: namedBuckets(plan) }),
      pollEvery,
      absentAfter,
    },
  ]);
  switch (found.kind) {
    case 'refused':
      return found;
    case 'tooMany':
      return { kind: 'invalid', problems: [tooManySources()] };
    case 'tooLarge':
      return { kind: 'invalid', problems: [placesTooLong()] };
    case 'described':
      return resolved(plan, { ...found, sources: unpackList(found.sources) });
  }
}

function resolved(plan: Plan, found: FoundSources): ResolvedSources {
  const opened = openRecords(plan, found);
  if ('problems' in opened) return { kind: 'invalid', problems: opened.problems };
  const room = roomForCopies(opened.records, plan.targets.length);
  if (room.kind === 'regionTooLarge') return { kind: 'invalid', problems: [placesTooLong(room.fitting)] };
  if (room.kind === 'runTooLarge') return { kind: 'invalid', problems: [tooManyCopies(room.fitting)] };
  return { kind: 'resolved', records: opened.records, selected: selectedCaches(plan, found.selected ?? []) };
}

function selectedCaches(plan: Plan, matches: readonly { readonly matched: number }[]): SelectedCaches[] {
  const indexes = plan.source.caches.flatMap(({ select }, index) => (select === undefined ? [] : [index]));
  return indexes.map((cache, n) => ({ cache, matched: matches[n]?.matched ?? 0 }));
}
