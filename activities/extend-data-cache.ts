import type { ApplicationFailure } from '@temporalio/common';
import { defined } from '../src/defined.js';
import { EciError } from '../src/eci/eci-error.js';
import type { DataCache, Eci } from '../src/eci/eci.js';
import { attemptTime, finalFamilyOf, keepAlive, retryAfterError, retryLater } from './attempt.js';
import { earlierDetails, leaveDetails } from './attempt-details.js';
import { describeByIds } from './list-data-caches.js';
import { type OwnedCopy, whyNotOurs } from './owned-copy.js';

/** A copy whose retention is to be extended, if its tags name this plan, source and generation. */
export interface ExtendTask extends OwnedCopy {
  /** Days, as sent with the update. */
  readonly retentionDays: number;
  /** The expiry to get past, in the service's format. */
  readonly expiresAt: string;
  /** Ms between two polls. */
  readonly pollEvery: number;
}

export type ExtendResult =
  /** It is Available and expires later. Without `expiresAt` it never expires. */
  | { readonly kind: 'extended'; readonly expiresAt?: string }
  /** `unchanged`: the service accepted an update that gained nothing. `refused`: a call was refused, or failed for ten minutes. */
  | { readonly kind: 'unchanged' | 'refused'; readonly reason: string }
  /** It is not a copy of this plan, failed, or has not been shown for ten minutes. */
  | { readonly kind: 'unusable'; readonly reason: string };

/** How long failing calls are retried, and a copy that is not shown is looked up again. */
const PATIENCE_MS = 10 * 60_000;
/** Polls after an update that may still show the former expiry: what is shown may lag. */
const POLLS_WITHOUT_EFFECT = 2;

/** What one attempt leaves for the next in its heartbeat details. */
interface Left {
  /** How many polls have shown no effect since an update was accepted. Absent: none was accepted. */
  readonly polls?: number;
  /** Since when calls have failed or the copy was not shown, epoch ms. */
  readonly troubleSince?: number;
}

/** Another attempt is needed. */
interface Again {
  readonly kind: 'again';
  readonly left: Left;
  readonly retry: ApplicationFailure;
}

/**
 * Asks for a longer retention of a copy and polls until its expiry has changed. It buys nothing. Each attempt looks the copy up
 * first, so whatever an earlier attempt achieved counts; without what that one left, at worst a second update is sent.
 *
 * How long a copy may be `Updating` is limited only by the activity's own time-out.
 */
export function extendDataCache({ eci }: { eci: Eci }) {
  return async (task: ExtendTask): Promise<ExtendResult> => {
    const left = (earlierDetails() ?? {}) as Left;
    const result = await keepAlive(
      () => attempt(eci, task, left),
      () => left,
    );
    if (result.kind !== 'again') return result;
    leaveDetails(result.left);
    throw result.retry;
  };
}

async function attempt(
  eci: Eci,
  task: ExtendTask,
  { polls, troubleSince = attemptTime() }: Left,
): Promise<ExtendResult | Again> {
  const { region, id, retentionDays, pollEvery } = task;
  const isPatient = attemptTime() - troubleSince < PATIENCE_MS;
  const inTrouble = defined({ polls, troubleSince });
  try {
    const shown = (await describeByIds(eci, region, [id])).get(id);
    if (shown === undefined) {
      const reason = `${id} is not shown`;
      if (!isPatient) return { kind: 'unusable', reason };
      return { kind: 'again', left: inTrouble, retry: retryLater(reason, 'NotShown', pollEvery) };
    }
    const step = nextStep(task, shown, polls);
    if (typeof step === 'object') return step;
    if (step === 'update') await eci.updateRetention({ region, id, retentionDays });
    const retry = retryLater(`${id} is ${shown.status} and expires ${shown.expiresAt}`, 'NotExtendedYet', pollEvery);
    return { kind: 'again', left: defined({ polls: pollsAfter(step, polls) }), retry };
  } catch (error) {
    if (!(error instanceof EciError)) throw error;
    if (finalFamilyOf(error) !== undefined || !isPatient)
      return { kind: 'refused', reason: `${error.code}: ${error.message}` };
    return { kind: 'again', left: inTrouble, retry: retryAfterError(error) };
  }
}

/** `wait`: it is not Available yet. `poll`: an update was accepted and has had no effect yet. */
type Step = 'update' | 'wait' | 'poll';

function nextStep(task: ExtendTask, shown: DataCache, polls: number | undefined): ExtendResult | Step {
  const { id, status, expiresAt } = shown;
  const notOurs = whyNotOurs(shown, task);
  if (notOurs !== undefined) return { kind: 'unusable', reason: notOurs };
  if (['Failed', 'UpdateFailed', 'Deleting'].includes(status)) {
    return { kind: 'unusable', reason: `${id} is ${status}` };
  }
  if (status !== 'Available') return 'wait';
  if (expiresAt === undefined || Date.parse(expiresAt) > Date.parse(task.expiresAt)) {
    return { kind: 'extended', ...defined({ expiresAt }) };
  }
  if (polls === undefined) return 'update';
  if (polls < POLLS_WITHOUT_EFFECT) return 'poll';
  return { kind: 'unchanged', reason: `the service accepted the update of ${id}, but it expires ${expiresAt}` };
}

function pollsAfter(step: Step, polls: number | undefined): number | undefined {
  switch (step) {
    case 'update':
      return 0;
    case 'wait':
      return polls;
    case 'poll':
      return (polls ?? 0) + 1;
  }
}
