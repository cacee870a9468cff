import { NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { createPeerActivities } from './activities.js';
import { connectEci } from './copying.js';

/** A worker of the peers, as a process of its own: `worker.ts <address> <task queue> <workflow bundle>`. */
const [address = '', taskQueue = '', codePath = ''] = process.argv.slice(2);
Runtime.install({ telemetryOptions: { logging: { filter: { core: 'WARN', other: 'ERROR' }, forward: {} } } });
const connection = await NativeConnection.connect({ address });
const worker = await Worker.create({
  connection,
  taskQueue,
  workflowBundle: { codePath },
  activities: createPeerActivities(connectEci(process.env)),
  // As many as the product's worker has for its copies.
  maxConcurrentActivityTaskExecutions: 100,
});
process.stdout.write('worker started\n');
await worker.run();
await connection.close();
