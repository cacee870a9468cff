import { NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { createPeerActivities } from './activities.js';
import { connectEci } from './copying.js';

/** A worker for the peers, as a separate process: `worker.ts <address> <task queue> <workflow bundle>`. */
const [address = '', taskQueue = '', codePath = ''] = process.argv.slice(2);
Runtime.install({ telemetryOptions: { logging: { filter: { core: 'WARN', other: 'ERROR' }, forward: {} } } });
const connection = await NativeConnection.connect({ address });
const worker = await Worker.create({
  connection,
  taskQueue,
  workflowBundle: { codePath },
  activities: createPeerActivities(connectEci(process.env)),
  // The same as for copies in the product's worker.
  maxConcurrentActivityTaskExecutions: 100,
});
process.stdout.write('worker started\n');
await worker.run();
await connection.close();
