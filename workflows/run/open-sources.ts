import { unpackList } from '../../src/payload/packed-list.js';
import type { FoundSources } from '../../src/plan/expand-copies.js';
import { condition, log, upsertMemo } from '@temporalio/workflow';
import type { DescribeSourcesResult } from '../../activities/describe-sources.js';
import type { CopyRecord } from '../../src/copies/copy-record.js';
import { openRecords, SOURCE_NOT_SHOWN } from '../../src/copies/planned-records.js';
import { roomForCopies } from '../../src/copies/room-for-copies.js';
import { selectionCount } from '../../src/plan/expand-copies.js';
import type { Problem } from '../../src/plan/problem.js';
import type { Plan } from '../../src/plan/plan-schema.js';
import { namedBuckets } from '../../src/plan/selection.js';
import { placesTooLong, tooManyCopies, tooManySources } from '../../src/plan/source-problems.js';
import { namesText } from '../../src/report/figure-text.js';
import { describeSources } from '../activities.js';
import type { SelectedCaches } from '../messages.js';
import { invalidPlanProblems, type OpenedRun } from './open-run.js';
import type { Run } from './run.js';

/** What a plan's sources turned out to be. */
export type ResolvedSources =
  | {
      readonly kind: 'resolved';
      /** Every copy of the plan, as each region starts with it. */
      readonly records: readonly CopyRecord[];
      /** By selection; empty for a plan without one. */
      readonly selected: readonly SelectedCaches[];
      /** Whether the service showed a source's path without a trailing slash. */
      readonly keepsPaths: boolean;
    }
  /** The plan does not fit what its source region holds. */
  | { readonly kind: 'invalid'; readonly problems: readonly Problem[] }
  /** The service refused to describe the sources. */
  | Extract<DescribeSourcesResult, { kind: 'refused' }>;

/**
 * Looks up the sources of a run: a copy goes to its source's bucket, path and name by default. A refusal stops the run.
 * A selection that matches nothing, or two copies with the same destination, make the plan invalid.
 *
 * @param opened a dry run never pauses: nobody could resume it.
 */
export async function openSources(
  run: Run,
  { plan, dryRun }: Pick<OpenedRun, 'plan' | 'dryRun'>,
): Promise<readonly CopyRecord[]> {
  const { state } = run;
  const resolve = () => run.whileWaiting(() => resolveSources(plan));
  const mayPause = plan.policy.onAccountError === 'pause' && !dryRun;
  const resolved = await run.waitFor(`a description of ${sourcesText(plan)} in ${plan.source.region}`, () =>
    mayPause ? resolveOnceAccepted(run, resolve) : resolve(),
  );
  switch (resolved.kind) {
    case 'refused': {
      const { code, reason } = resolved;
      const why = `the sources in ${plan.source.region} cannot be described: ${reason}`;
      run.stop({ code, reason: why, immediately: false });
      return [];
    }
    case 'invalid':
      throw invalidPlanProblems(resolved.problems);
    case 'resolved': {
      const { records, selected, keepsPaths } = resolved;
      const notShown = records.flatMap(({ source, code }) =>
        code === 'SourceNotFound' || code === SOURCE_NOT_SHOWN ? [source] : [],
      );
      if (notShown.length > 0) {
        log.warn('sources are not shown in their region', { region: plan.source.region, sources: namesText(notShown) });
      }
      state.resolved({ sources: records.map(({ source }) => source), selected, keepsPaths, notShown });
      // A memo can be read after the run has ended, and without a worker.
      if (selected.length > 0) upsertMemo({ selected });
      run.show();
      return records;
    }
  }
}

/** Pauses the run while the account is refused, and tries again each time that it is resumed. */
async function resolveOnceAccepted(run: Run, resolve: () => Promise<ResolvedSources>): Promise<ResolvedSources> {
  for (;;) {
    const resolved = await resolve();
    if (resolved.kind !== 'refused' || resolved.family !== 'account') return resolved;
    await run.pause({ reason: `${resolved.code}: ${resolved.reason}` });
    await run.whileWaiting(() => condition(() => run.state.facts.paused === undefined));
  }
}

function sourcesText(plan: Plan): string {
  const selections = selectionCount(plan);
  const ids = plan.source.caches.length - selections;
  return [
    ...(ids > 0 ? [ids === 1 ? '1 source' : `${ids} sources`] : []),
    ...(selections > 0
      ? [`the sources that ${selections === 1 ? '1 selection matches' : `${selections} selections match`}`]
      : []),
  ].join(' and ');
}

/**
 * Looks up a plan's sources in their region: those that it names by id, and those that its selections match.
 *
 * @param ready `absentAfter`: how long to poll a region that shows nothing, for selections, ms. Default: the plan's.
 */
export async function resolveSources(
  plan: Plan,
  { absentAfter }: Pick<Plan['policy']['ready'], 'absentAfter'> = plan.policy.ready,
): Promise<ResolvedSources> {
  const { region, caches } = plan.source;
  const { pollEvery } = plan.policy.ready;
  const ids = caches.flatMap(({ id }) => id ?? []);
  const selections = caches.flatMap(({ select }) => select ?? []);
  const selecting = { buckets: namedBuckets(plan), ...(selections.length === 0 ? {} : { selections }) };
  const found = await describeSources.executeWithOptions({ summary: `sources in ${region}` }, [
    { region, ids, ...selecting, pollEvery, absentAfter },
  ]);
  switch (found.kind) {
    case 'refused':
      return found;
    case 'tooMany':
      return { kind: 'invalid', problems: [tooManySources()] };
    case 'tooLarge':
      return { kind: 'invalid', problems: [placesTooLong()] };
    case 'described':
      return recordsOf(plan, { ...found, sources: unpackList(found.sources) });
  }
}

function recordsOf(plan: Plan, found: FoundSources): ResolvedSources {
  const opened = openRecords(plan, found);
  if ('problems' in opened) return { kind: 'invalid', problems: opened.problems };
  const room = roomForCopies(opened.records, plan.targets.length);
  if (room.kind === 'regionTooLarge') return { kind: 'invalid', problems: [placesTooLong(room.fitting)] };
  if (room.kind === 'runTooLarge') return { kind: 'invalid', problems: [tooManyCopies(room.fitting)] };
  const keepsPaths = found.sources.some(({ path }) => path !== '' && !path.endsWith('/'));
  const selected = selectedCaches(plan, found.selected ?? []);
  return { kind: 'resolved', records: opened.records, selected, keepsPaths };
}

function selectedCaches(plan: Plan, matches: readonly { readonly matched: number }[]): SelectedCaches[] {
  const indexes = plan.source.caches.flatMap(({ select }, index) => (select === undefined ? [] : [index]));
  return indexes.map((cache, n) => ({ cache, matched: matches[n]?.matched ?? 0 }));
}
