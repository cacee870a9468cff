import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import {
  ChildWorkflowCancellationType,
  type ChildWorkflowHandle,
  CancellationScope,
  condition,
  ParentClosePolicy,
  startChild,
  upsertMemo,
} from '@temporalio/workflow';
import { regionWorkflowId } from '../../src/workflow-ids.js';
import { onSignal } from '../checked-messages.js';
import { pruneRegion } from '../prune-region.js';
import {
  decideSignal,
  foundSignal,
  pruneFailed,
  type PruneRegionInput,
  type PruneRegionResult,
  type RegionFound,
  runUnderWay,
} from './prune-messages.js';

interface Held {
  readonly region: string;
  readonly handle: ChildWorkflowHandle<typeof pruneRegion>;
  /** Resolves to its result, or to the reason why it has none. */
  readonly end: Promise<PruneRegionResult | Error>;
  ended: boolean;
}

/** The regions of a prune, each held by a workflow with the id that the region's workflow in a run needs. */
export class HeldRegions {
  private regions: ReadonlySet<string> = new Set();
  private readonly held: Held[] = [];
  private readonly found = new Map<string, RegionFound>();

  constructor() {
    onSignal(
      foundSignal,
      (found) => {
        if (!this.regions.has(found.region)) return '`region` is not one of this prune';
        this.found.set(found.region, found);
        return undefined;
      },
      'Sent by a region: what would be deleted there',
    );
  }

  /**
   * Starts listing, one child per workflow task: many large inputs in one task exceed the message size of the server.
   *
   * @throws `RunUnderWay` when a run, or another prune, has one of the regions.
   */
  async hold(inputs: readonly PruneRegionInput[]): Promise<void> {
    this.regions = new Set(inputs.map(({ region }) => region));
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

  /** What every region found. @throws `PruneFailed` if one could not be listed, or ended early. */
  async listed(): Promise<readonly RegionFound[]> {
    await condition(() => this.held.every(({ region, ended }) => this.found.has(region) || ended));
    return this.held.map(({ region }) => {
      const found = this.found.get(region);
      if (found === undefined)
        throw pruneFailed(`The workflow of ${region} ended before it listed the region, so nothing was deleted.`);
      if (found.refused === undefined) return found;
      const { code, reason } = found.refused;
      throw pruneFailed(`${region} cannot be listed, so nothing was deleted: ${code}: ${reason}`);
    });
  }

  /**
   * Sends every region the decision, and waits until all have ended.
   *
   * @throws `PruneFailed` if one ended without its result, after all others have ended; not if the prune was cancelled.
   */
  async decide(decision: 'delete' | 'keep'): Promise<ReadonlyMap<string, PruneRegionResult>> {
    // A region that has ended meanwhile receives no signal; its end is examined below.
    await Promise.allSettled(this.held.map(({ handle }) => handle.signal(decideSignal, decision)));
    const results = new Map<string, PruneRegionResult>();
    const lost: string[] = [];
    for (const { region, end } of this.held) {
      const result = await end;
      if (result instanceof Error) lost.push(region);
      else results.set(region, result);
    }
    if (lost.length === 0 || CancellationScope.current().consideredCancelled) return results;
    const unknown = decision === 'delete' ? ', so what it deleted is unknown. Prune again' : '';
    throw pruneFailed(`The workflow of ${lost.join(', ')} ended without a result${unknown}.`);
  }

  /** Resolves once all regions have ended. Cancel those that still run first. */
  async release(): Promise<void> {
    await CancellationScope.nonCancellable(() => Promise.all(this.held.map(({ end }) => end)));
  }

  private async start(workflowId: string, input: PruneRegionInput): Promise<Held['handle']> {
    try {
      return await startChild(pruneRegion, {
        workflowId,
        args: [input],
        staticSummary: `${input.plan}: copies in ${input.region} that it no longer needs`,
        // If the prune is terminated, its regions still end in good order.
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
