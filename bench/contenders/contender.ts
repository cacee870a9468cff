import type { Usage } from '../stand/process.js';
import type { Stand } from '../stand/stand.js';
import type { Workload } from '../workload.js';

/** One way to do the work. */
export interface Contender {
  readonly name: string;
  /** Prepares what is not measured (a worker), and returns the work itself. */
  prepare(stand: Stand, workload: Workload): Promise<Attempt>;
}

export interface Attempt {
  /** Does the whole work; what it resolves to is checked and counted afterwards. */
  work(): Promise<void>;
  /** Of the process that does the work, before `stop`. */
  usage(): Promise<Usage | undefined>;
  /** After the work: the workflows whose histories are counted, with all their children. Empty: none. */
  readonly workflowIds: readonly string[];
  /** Copies that the contender itself says are ready. */
  ready(): Promise<number>;
  stop(): Promise<void>;
}
