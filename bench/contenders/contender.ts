import type { Usage } from '../stand/process.js';
import type { Stand } from '../stand/stand.js';
import type { Workload } from '../stand/workload.js';

/** One way to copy the workload. */
export interface Contender {
  readonly name: string;
  /** Prepares what is not measured, such as a worker. */
  prepare(stand: Stand, workload: Workload): Promise<Attempt>;
}

/** One measured run of a contender. */
export interface Attempt {
  /** Copies the whole workload. Only this is timed. */
  work(): Promise<void>;
  /** The use of the process that does the work. Call it before `stop`. */
  usage(): Promise<Usage | undefined>;
  /** The workflows whose histories are counted after the work, with all their children. Empty: none. */
  readonly workflowIds: readonly string[];
  /** The number of copies that the contender reports as ready. */
  ready(): Promise<number>;
  stop(): Promise<void>;
}
