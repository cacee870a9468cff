import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type * as workflows from '../peers/workflows.js';
import { startProcess } from '../stand/process.js';
import type { Stand } from '../stand/stand.js';
import { regionsOf } from '../stand/workload.js';
import type { Contender } from './contender.js';

const PEER_TASK_QUEUE = 'peers';

/** One workflow per region, one activity per copy, and nothing else: the server's own limit. It does not wait until copies are ready. */
export const bareFanOut: Contender = {
  name: 'bare fan-out',
  async prepare(stand, workload) {
    const worker = await startPeerWorker(stand);
    const { client } = stand.temporal;
    const regions = regionsOf(workload);
    const workflowIds = regions.map((region) => `bare-${region}`);
    let accepted = 0;
    return {
      workflowIds,
      async work() {
        const done = await Promise.all(
          regions.map((region, index) =>
            client.workflow.execute<typeof workflows.bareFanOut>('bareFanOut', {
              workflowId: workflowIds[index] ?? '',
              taskQueue: PEER_TASK_QUEUE,
              args: [region, workload.caches, workload.window],
            }),
          ),
        );
        accepted = done.reduce((sum, count) => sum + count, 0);
      },
      ready: async () => accepted,
      usage: () => worker.usage(),
      stop: () => worker.stop(),
    };
  },
};

/** The design of Temporal's own sample for many records: a child workflow per copy. */
export const childPerCopy: Contender = {
  name: 'child per copy',
  async prepare(stand, workload) {
    const worker = await startPeerWorker(stand);
    const { caches: copies, window, pollEvery } = workload;
    const workflowId = 'child-per-copy';
    const regions = regionsOf(workload).map((region) => ({ region, copies, window, pollEvery }));
    let ready = 0;
    return {
      workflowIds: [workflowId],
      async work() {
        ready = await stand.temporal.client.workflow.execute<typeof workflows.childPerCopy>('childPerCopy', {
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

/** The SDK, p-limit and a loop, without durability. */
export const plainScript: Contender = {
  name: 'plain script',
  async prepare({ simulator }, workload) {
    const { caches, window, pollEvery } = workload;
    const program = fileURLToPath(new URL('../peers/plain-script.ts', import.meta.url));
    const script = await startProcess(
      ['--import', 'tsx', program, String(caches), String(window), String(pollEvery), ...regionsOf(workload)],
      simulator.env,
      /ready to start/,
    );
    return {
      workflowIds: [],
      async work() {
        script.send('go');
        await script.untilOutput(/done \d+/);
      },
      ready: async () => Number(/done (\d+)/.exec(script.output())?.[1]),
      usage: () => script.usage(),
      stop: () => script.stop(),
    };
  },
};

/** The peers' workflows, bundled once, as for a deployed worker. */
let bundle: Promise<string> | undefined;

/** Starts a worker for the peers' workflows and activities. */
async function startPeerWorker({ temporal, simulator }: Stand) {
  bundle ??= bundlePeers();
  const folder = await mkdtemp(join(tmpdir(), 'eci-replicator-bench-'));
  try {
    const file = join(folder, 'workflows.js');
    await writeFile(file, await bundle);
    const program = fileURLToPath(new URL('../peers/worker.ts', import.meta.url));
    return await startProcess(
      ['--import', 'tsx', program, temporal.address, PEER_TASK_QUEUE, file],
      simulator.env,
      /worker started/,
    );
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function bundlePeers(): Promise<string> {
  const { code } = await bundleWorkflowCode({
    logger: new DefaultLogger('WARN'),
    workflowsPath: fileURLToPath(new URL('../peers/workflows.ts', import.meta.url)),
  });
  return code;
}
