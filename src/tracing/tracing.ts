import type { ClientInterceptors } from '@temporalio/client';
import type { WorkerInterceptors, WorkerOptions } from '@temporalio/worker';
import type { Eci } from '../eci/eci.js';

/** What sends the traces of this process to a collector. */
export interface Tracing {
  /** For a client that starts and controls runs. */
  readonly client: ClientInterceptors;
  readonly worker: WorkerTracing;
  /** Runs `work` in a span: the first of a trace, or a part of the one around it. */
  inSpan<T>(name: string, work: () => Promise<T>): Promise<T>;
  /** Sends what is left, for at most five seconds. Never rejects. */
  shutdown(): Promise<void>;
}

/** For a worker whose workflows are bundled with the interceptors of the SDK. */
export interface WorkerTracing {
  readonly activity: NonNullable<WorkerInterceptors['activity']>;
  readonly sinks: NonNullable<WorkerOptions['sinks']>;
  /** The same service, each of whose calls is a span. */
  traced(eci: Eci): Eci;
}
