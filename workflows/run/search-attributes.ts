import type { SearchAttributeUpdatePair } from '@temporalio/common';
import { ActivityFailure, isCancellation, log, upsertSearchAttributes } from '@temporalio/workflow';
import type { RunOutcome } from '../../src/copies/run-outcome.js';
import type { Plan } from '../../src/plan/plan-schema.js';
import { replicationOutcome, replicationPlan, sourceRegion, targetRegions } from '../../src/search-attributes/keys.js';
import { findSearchAttributes } from '../activities.js';

/** Bytes of one value that the server takes are 2,048; more would fail the workflow task for ever. */
const MAX_VALUE_BYTES = 2_000;

/**
 * What Temporal's list of workflows finds a run by. Only what the namespace has registered is ever set: to set another
 * fails the workflow task for ever.
 */
export class SearchAttributes {
  private registered: ReadonlySet<string> = new Set();

  /** Looks what is registered, and sets what does not change. A run goes on without. */
  async open(plan: Plan, outcome: RunOutcome | 'preview'): Promise<void> {
    try {
      this.registered = new Set(
        await findSearchAttributes.executeWithOptions({ summary: 'search attributes that the namespace has' }, []),
      );
    } catch (error) {
      if (isCancellation(error) || !(error instanceof ActivityFailure)) throw error;
      log.warn('what search attributes are registered was not found out, so none is set', { error: String(error) });
    }
    const regions = plan.targets.map(({ region }) => region);
    this.set([
      { key: replicationPlan, value: plan.name },
      { key: sourceRegion, value: plan.source.region },
      // Part of the list would be a lie.
      ...(JSON.stringify(regions).length > MAX_VALUE_BYTES ? [] : [{ key: targetRegions, value: regions }]),
      { key: replicationOutcome, value: outcome },
    ]);
  }

  setOutcome(outcome: RunOutcome): void {
    this.set([{ key: replicationOutcome, value: outcome }]);
  }

  private set(pairs: readonly SearchAttributeUpdatePair[]): void {
    const usable = pairs.filter(({ key }) => this.registered.has(key.name));
    if (usable.length > 0) upsertSearchAttributes(usable);
  }
}
