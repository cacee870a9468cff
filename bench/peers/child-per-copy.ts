import {
  condition,
  continueAsNew,
  defineSignal,
  executeChild,
  getExternalWorkflowHandle,
  ParentClosePolicy,
  proxyActivities,
  setHandler,
  startChild,
  workflowInfo,
} from '@temporalio/workflow';
import type { PeerActivities } from './activities.js';

const { getRecords, copy, untilAvailable } = proxyActivities<PeerActivities>({ startToCloseTimeout: '1m' });

/** Records a history, as in the sample. */
const PAGE_SIZE = 100;

const reportCompletion = defineSignal<[source: number]>('reportCompletion');

export interface WindowInput {
  readonly region: string;
  readonly copies: number;
  readonly window: number;
  readonly pollEvery: number;
}

/**
 * The shape of Temporal's sample `batch-sliding-window`, one window a region: a child workflow per record, which signals
 * its completion to the window.
 */
export async function childPerCopy(regions: readonly WindowInput[]): Promise<number> {
  const { workflowId } = workflowInfo();
  const done = await Promise.all(
    regions.map((input) =>
      executeChild(slidingWindow, { workflowId: `${workflowId}/${input.region}`, args: [input, 0, []] }),
    ),
  );
  return done.reduce((sum, count) => sum + count, 0);
}

export async function slidingWindow(input: WindowInput, offset: number, carried: readonly number[]): Promise<number> {
  const { region, copies, window, pollEvery } = input;
  const underWay = new Set(carried);
  setHandler(reportCompletion, (source) => {
    underWay.delete(source);
  });
  const page = await getRecords(offset, Math.min(PAGE_SIZE, copies - offset));
  for (const source of page) {
    await condition(() => underWay.size < window);
    underWay.add(source);
    await startChild(copyOne, {
      workflowId: `${workflowInfo().workflowId}/${source}`,
      parentClosePolicy: ParentClosePolicy.ABANDON,
      args: [source, region, pollEvery],
    });
  }
  const next = offset + page.length;
  if (next < copies) return continueAsNew<typeof slidingWindow>(input, next, [...underWay]);
  await condition(() => underWay.size === 0);
  return copies;
}

export async function copyOne(source: number, region: string, pollEvery: number): Promise<void> {
  const id = await copy({ source, region });
  await untilAvailable(region, id, pollEvery);
  const { parent } = workflowInfo();
  // By the workflow's id alone: the window may have continued as new meanwhile.
  if (parent !== undefined) await getExternalWorkflowHandle(parent.workflowId).signal(reportCompletion, source);
}
