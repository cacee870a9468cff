import { firstThatFit } from '../../src/payload/payload-size.js';
import { defined } from '../../src/defined.js';
import type { CopiesFilter, RegionProgress, RunCopies, RunStatus, RunSummary } from '../messages.js';
import { selectPage } from '../region/copies-page.js';
import type { RunState } from './run-state.js';

/** Size of the JSON of the copies that are not ready, bytes. */
const MAX_NOT_READY_BYTES = 384 * 1024;

/** Sources in a status. */
const MAX_NOT_SHOWN = 20;

/** The answer to the query `status`. */
export function statusOfRun({ plan, digest, asOf, counts, regions, facts }: RunState): RunStatus {
  const { outcome, waitingFor, paused, approval, selected = [], notShown } = facts;
  return {
    asOf: new Date(asOf).toISOString(),
    plan: plan.name,
    planDigest: digest,
    outcome,
    counts,
    regions: regions.map(({ progress, required, asOf: reportedAt }) => ({
      ...(paused === undefined ? withoutPause(progress) : progress),
      required,
      asOf: new Date(reportedAt).toISOString(),
    })),
    // A run that has ended waits for nothing.
    ...(outcome === 'running' ? defined({ waitingFor, paused, approval }) : {}),
    ...(selected.length === 0 ? {} : { selected }),
    ...(notShown.length === 0 ? {} : { notShown: notShown.slice(0, MAX_NOT_SHOWN) }),
  };
}

/** A region signals from time to time, so its last signal may still say that it is paused after it was resumed. */
function withoutPause(progress: RegionProgress): RegionProgress {
  if (progress.waitingKind !== 'paused') return progress;
  const { waitingFor: _, waitingKind: __, waitingSince: ___, ...rest } = progress;
  return rest;
}

/** The answer to the query `copies`. */
export function copiesOfRun({ facts, regionsUnderWay }: RunState, filter: CopiesFilter): RunCopies {
  const { total, page } = selectPage(facts.notReady, filter);
  const askThere = regionsUnderWay.map(({ region, workflow }) => [region, workflow?.workflowId ?? '']);
  return { notReady: { total, copies: page }, askThere: Object.fromEntries(askThere) };
}

/** What the run returns, or fails with. */
export function summaryOfRun({ plan, digest, counts, regions, facts }: RunState): RunSummary {
  return {
    version: 1,
    plan: plan.name,
    planDigest: digest,
    outcome: facts.outcome,
    counts,
    regions: regions.map(({ region, required, progress, stop }) => ({
      region,
      required,
      counts: progress.counts,
      ...defined({ stop }),
    })),
    notReady: firstThatFit(facts.notReady, MAX_NOT_READY_BYTES),
  };
}
