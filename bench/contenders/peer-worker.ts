import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { startProcess } from '../stand/process.js';
import type { Stand } from '../stand/stand.js';

export const PEER_TASK_QUEUE = 'peers';

/** The peers' workflows, bundled once as a deployed worker's are. */
let bundle: Promise<string> | undefined;

/** A worker for the peers' workflows and activities. */
export async function startPeerWorker({ temporal, simulator }: Stand) {
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
