import type { SearchAttributeUpdatePair } from '@temporalio/common';
import { ActivityFailure, isCancellation, log, upsertSearchAttributes } from '@temporalio/workflow';
import type { RunOutcome } from '../../src/copies/run-outcome.js';
import type { Plan } from '../../src/plan/plan-schema.js';
import { replicationOutcome, replicationPlan, sourceRegion, targetRegions } from '../../src/search-attributes/keys.js';
import { findSearchAttributes } from '../activities.js';

/** The server accepts 2,048 bytes per value; a larger one would fail the workflow task forever. */
const MAX_VALUE_BYTES = 2_000;

/**
 * The search attributes of a run. Only those that the namespace has registered are set: any other would fail the workflow
 * task forever.
 */
export class SearchAttributes {
  private registered: ReadonlySet<string> = new Set();

  /** Looks up what is registered, and sets all attributes. If the lookup fails, the run continues without them. */
  async open(plan: Plan, outcome: RunOutcome | 'preview'): Promise<void> {
    try {
      this.registered = new Set(
        await findSearchAttributes.executeWithOptions({ summary: 'search attributes of the namespace' }, []),
      );
    } catch (error) {
      if (isCancellation(error) || !(error instanceof ActivityFailure)) throw error;
      log.warn('the search attributes of the namespace could not be read, so none is set', { error: String(error) });
    }
    const regions = plan.targets.map(({ region }) => region);
    this.set([
      { key: replicationPlan, value: plan.name },
      { key: sourceRegion, value: plan.source.region },
      // A truncated list would be wrong.
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
