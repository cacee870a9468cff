import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import {
  ChildWorkflowCancellationType,
  type ChildWorkflowHandle,
  CancellationScope,
  condition,
  ParentClosePolicy,
  setHandler,
  startChild,
  upsertMemo,
} from '@temporalio/workflow';
import { regionWorkflowId } from '../../src/workflow-ids.js';
import { pruneRegion } from '../prune-region.js';
import { runUnderWay, pruneFailed } from './prune-failures.js';
import { decideSignal, foundSignal, type RegionFound } from './prune-messages.js';
import type { PruneRegionInput, PruneRegionResult } from './prune-region-input.js';

interface Held {
  readonly region: string;
  readonly handle: ChildWorkflowHandle<typeof pruneRegion>;
  /** Resolves to its result, or to why it has none. */
  readonly end: Promise<PruneRegionResult | Error>;
  ended: boolean;
}

/** The regions of a prune, each held by a workflow under the id that a run's region would need. */
export class HeldRegions {
  private readonly held: Held[] = [];
  private readonly found = new Map<string, RegionFound>();

  constructor() {
    setHandler(
      foundSignal,
      (found) => {
        this.found.set(found.region, found);
      },
      { description: 'Sent by a region: what would be deleted there' },
    );
  }

  /**
   * Starts listing, one child start a workflow task: many large inputs in one are too large a message for the server.
   *
   * @throws `RunUnderWay` when a run, or another prune, has one of the regions.
   */
  async hold(inputs: readonly PruneRegionInput[]): Promise<void> {
    for (const input of inputs) {
      const { plan, region } = input;
      const handle = await this.start(regionWorkflowId(plan, region), input);
      const held: Held = { region, handle, ended: false, end: endOf(handle) };
      void noteEnd(held);
      this.held.push(held);
    }
    upsertMemo({
      regions: Object.fromEntries(
        this.held.map(({ region, handle: { workflowId, firstExecutionRunId: runId } }) => [
          region,
          { workflowId, runId },
        ]),
      ),
    });
  }

  /** What every region's listing came to. @throws `PruneFailed` when one cannot be listed, or ended. */
  async listed(): Promise<readonly RegionFound[]> {
    await condition(() => this.held.every(({ region, ended }) => this.found.has(region) || ended));
    return this.held.map(({ region }) => {
      const found = this.found.get(region);
      if (found === undefined) throw pruneFailed(`Listing ${region} was ended, so nothing was deleted.`);
      if (found.refused === undefined) return found;
      const { code, reason } = found.refused;
      throw pruneFailed(`${region} cannot be listed, so nothing was deleted: ${code}: ${reason}`);
    });
  }

  /**
   * Tells every region what to do, and waits until all have ended.
   *
   * @throws `PruneFailed` when one ended without its result, after all others; a cancelled prune asks for none.
   */
  async decide(decision: 'delete' | 'keep'): Promise<ReadonlyMap<string, PruneRegionResult>> {
    // One that has ended meanwhile cannot be told; how it ended says so.
    await Promise.allSettled(this.held.map(({ handle }) => handle.signal(decideSignal, decision)));
    const results = new Map<string, PruneRegionResult>();
    const lost: string[] = [];
    for (const { region, end } of this.held) {
      const result = await end;
      if (result instanceof Error) lost.push(region);
      else results.set(region, result);
    }
    if (lost.length === 0 || CancellationScope.current().consideredCancelled) return results;
    const doubt = decision === 'delete' ? ': what was deleted there is not known; prune again' : '';
    throw pruneFailed(`The workflow of ${lost.join(', ')} ended without a result${doubt}.`);
  }

  /** Resolves once all have ended: those that are not done are to be cancelled first. */
  async release(): Promise<void> {
    await CancellationScope.nonCancellable(() => Promise.all(this.held.map(({ end }) => end)));
  }

  private async start(workflowId: string, input: PruneRegionInput): Promise<Held['handle']> {
    try {
      return await startChild(pruneRegion, {
        workflowId,
        args: [input],
        staticSummary: `${input.plan}: what is no longer asked for in ${input.region}`,
        // A terminated prune leaves its regions to end in good order.
        parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL,
        cancellationType: ChildWorkflowCancellationType.WAIT_CANCELLATION_COMPLETED,
      });
    } catch (error) {
      throw error instanceof WorkflowExecutionAlreadyStartedError ? runUnderWay(workflowId) : error;
    }
  }
}

async function endOf(handle: Held['handle']): Promise<PruneRegionResult | Error> {
  try {
    return await handle.result();
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

async function noteEnd(held: Held): Promise<void> {
  await held.end;
  held.ended = true;
}
