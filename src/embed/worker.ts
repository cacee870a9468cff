/*
 * `eci-replicator/worker`: run a worker inside a program.
 */
export { Runtime, type RuntimeOptions, type WorkerInterceptors } from '@temporalio/worker';
export type { ActivityDependencies } from '../../activities/index.js';
export { ClientError, InvalidTemporalSettings, InvalidWorkerSettings, TemporalUnreachable } from '../client/errors.js';
export type {
  AcceptedCopy,
  CopyRequest,
  DataCache,
  DataCachePage,
  DataCacheUsage,
  DeleteRequest,
  DescribeQuery,
  Eci,
  UpdateRetentionRequest,
} from '../eci/eci.js';
export { EciError } from '../eci/eci-error.js';
export type { RunningWorker } from '../worker/start-worker.js';
export { createWorker, type CreateWorkerOptions } from './replication-worker.js';
