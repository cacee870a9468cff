import { defined } from '../src/defined.js';
import { EciError } from '../src/eci/eci-error.js';
import type { Eci } from '../src/eci/eci.js';
import { type Selection, selector } from '../src/plan/selection.js';
import { bucketSpellings } from '../src/spelling.js';
import { type Packed, unpackList } from '../src/payload/packed-list.js';
import {
  type AskedCopy,
  type MisplacedCopy,
  type Prunable,
  pruneJudge,
  type PruneScope,
} from '../src/reconcile/prunable.js';
import { PruneCollector, type PruneList } from '../src/reconcile/prune-list.js';
import { DELETION_PATIENCE_MS } from '../src/copies/deletion.js';
import { activityAge, finalFamilyOf, keepAlive, retryAfterError } from './attempt.js';
import { describeByIds, listDataCaches } from './list-data-caches.js';

export interface ListPrunableTask extends Omit<PruneScope, 'asked'> {
  readonly asked: Packed<AskedCopy>;
  readonly region: string;
  /** Listed one by one. A listing without a bucket is not enough: it may show the bucket `default` only. */
  readonly buckets: readonly string[];
  /** The plan's selections: a source that they match is in the plan even if a listing missed it. */
  readonly selections?: readonly Selection[];
}

export type ListPrunableResult =
  | (PruneList & {
      readonly kind: 'listed';
      /** How many data caches were listed, whoever owns them. */
      readonly looked: number;
      /** How many more ListUsage counts in the region; absent: none, or not known. */
      readonly unseen?: number;
      /** Copies that stay although they are not where the plan wants them: the first {@link MAX_MISPLACED} by id. */
      readonly misplaced?: readonly MisplacedCopy[];
    })
  | { readonly kind: 'refused'; readonly code: string; readonly reason: string };

/** Lists the copies in a region that are ours to delete and no longer in the plan. Changes nothing. */
export function listPrunableCopies({ eci }: { eci: Eci }) {
  return async (task: ListPrunableTask): Promise<ListPrunableResult> => {
    try {
      return await keepAlive(() => list(eci, task));
    } catch (error) {
      if (!(error instanceof EciError)) throw error;
      // Runs wait for the region while it is listed: a service that never answers must not hold it for ever.
      if (finalFamilyOf(error) === undefined && activityAge() < DELETION_PATIENCE_MS) throw retryAfterError(error);
      return { kind: 'refused', code: error.code, reason: error.message };
    }
  };
}

async function list(eci: Eci, task: ListPrunableTask): Promise<ListPrunableResult> {
  const { region, buckets } = task;
  const judge = pruneJudge({ ...task, asked: unpackList(task.asked) });
  const found = new PruneCollector();
  const misplaced = new Map<string, MisplacedCopy>();
  /** By bucket: one that is listed with and without its name counts once. */
  const looked = new Map<string, number>();
  for (const bucket of [undefined, ...new Set(buckets.flatMap(bucketSpellings))]) {
    const listed = new Map<string, number>();
    for await (const cache of listDataCaches(eci, { region, ...defined({ bucket }) })) {
      listed.set(cache.bucket, (listed.get(cache.bucket) ?? 0) + 1);
      const verdict = judge(cache);
      if (verdict?.kind === 'prunable') found.add(verdict.copy);
      if (verdict?.kind === 'misplaced') misplaced.set(cache.id, verdict.copy);
    }
    for (const [of, count] of listed) looked.set(of, Math.max(looked.get(of) ?? 0, count));
  }
  const total = [...looked.values()].reduce((sum, count) => sum + count, 0);
  const unseen = (await usedIn(eci, region)) - total;
  const { candidates, more } = found.list;
  const unasked = await withoutSelected(eci, task, candidates);
  return {
    kind: 'listed',
    candidates: unasked,
    more,
    looked: total,
    ...(unseen > 0 ? { unseen } : {}),
    ...(misplaced.size > 0 ? { misplaced: firstById([...misplaced.values()]) } : {}),
  };
}

/** Enough to see what is the matter. */
const MAX_MISPLACED = 20;

function firstById(copies: readonly MisplacedCopy[]): MisplacedCopy[] {
  return copies.toSorted((a, b) => (a.id < b.id ? -1 : 1)).slice(0, MAX_MISPLACED);
}

/** A listing may lag, or not show a bucket, so each source is looked up by id before its copies count as prunable. */
async function withoutSelected(
  eci: Eci,
  { sourceRegion, selections = [] }: ListPrunableTask,
  candidates: readonly Prunable[],
): Promise<readonly Prunable[]> {
  const sources = new Set(candidates.flatMap(({ reason, source }) => (reason === 'source' ? [source] : [])));
  if (selections.length === 0 || sources.size === 0) return candidates;
  const shown = await describeByIds(eci, sourceRegion, [...sources]);
  const matching = selector(selections);
  const isSelected = (source: string) => {
    const cache = shown.get(source);
    return cache !== undefined && matching(cache).length > 0;
  };
  return candidates.filter(({ reason, source }) => reason !== 'source' || !isSelected(source));
}

/** Only used to report how many caches were not listed: a refusal must not fail a listing that was allowed. */
async function usedIn(eci: Eci, region: string): Promise<number> {
  try {
    return (await eci.listUsage(region)).used ?? 0;
  } catch (error) {
    if (error instanceof EciError) return 0;
    throw error;
  }
}
