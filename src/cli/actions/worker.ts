import { runWorker } from '../../worker/run-worker.js';
import { createLog } from '../../worker/runtime.js';
import type { CliContext } from '../context.js';
import { interruptible } from '../interruption.js';
import { workerEnvironment } from '../worker-environment.js';

export async function workerAction(context: CliContext): Promise<void> {
  const environment = workerEnvironment(context.process.env);
  const log = createLog(environment);
  await interruptible(context.process, (signal) => runWorker({ environment, log, signal }));
}
