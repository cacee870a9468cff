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

/**
 * One activity per copy and nothing else: no readiness check, no record of the result. This is what the server itself needs
 * for an activity, and so the limit for every design with one activity per copy.
 */
export async function bareFanOut(region: string, copies: number, window: number): Promise<number> {
  let next = 0;
  const lane = async () => {
    while (next < copies) {
      const source = next;
      next += 1;
      await copy({ source, region });
    }
  };
  await Promise.all(Array.from({ length: Math.min(window, copies) }, lane));
  return copies;
}

/** Records per history, as in the sample. */
const PAGE_SIZE = 100;

const reportCompletion = defineSignal<[source: number]>('reportCompletion');

interface WindowInput {
  readonly region: string;
  readonly copies: number;
  readonly window: number;
  readonly pollEvery: number;
}

/**
 * The design of Temporal's sample `batch-sliding-window`, with one window per region: a child workflow per record, which
 * signals its completion to the window.
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
  // By the workflow id only, because the window may have continued as new.
  if (parent !== undefined) await getExternalWorkflowHandle(parent.workflowId).signal(reportCompletion, source);
}
