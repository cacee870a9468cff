import type { childPerCopy as workflow } from '../peers/child-per-copy.js';
import { targetRegions } from '../workload.js';
import type { Contender } from './contender.js';
import { PEER_TASK_QUEUE, startPeerWorker } from './peer-worker.js';

/** The shape of Temporal's own sample for many records: a child workflow per copy. */
export const childPerCopy: Contender = {
  name: 'child per copy',
  async prepare(stand, workload) {
    const worker = await startPeerWorker(stand);
    const { caches: copies, window, pollEvery } = workload;
    const workflowId = 'child-per-copy';
    const regions = targetRegions(workload).map((region) => ({ region, copies, window, pollEvery }));
    let ready = 0;
    return {
      workflowIds: [workflowId],
      async work() {
        ready = await stand.temporal.client.workflow.execute<typeof workflow>('childPerCopy', {
          workflowId,
          taskQueue: PEER_TASK_QUEUE,
          args: [regions],
        });
      },
      ready: async () => ready,
      usage: () => worker.usage(),
      stop: () => worker.stop(),
    };
  },
};
