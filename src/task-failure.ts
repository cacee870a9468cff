import type { WorkflowExecution } from './workflow-ids.js';

/** A workflow that cannot continue: each worker that takes its current task fails it. The server retries the task for ever. */
export interface TaskFailure extends WorkflowExecution {
  /** How many times in a row the task has failed. */
  readonly attempts: number;
  /** What the worker said. */
  readonly reason: string;
  /** The build of the worker on which it last made progress; null if that worker did not report one. */
  readonly lastBuild: string | null;
}

/** Says what is wrong and what to do. It does not change from attempt to attempt. */
export function taskFailureSentence({ workflowId, reason, lastBuild }: TaskFailure): string {
  const last = lastBuild === null ? 'that began it' : `${lastBuild}, on which it last made progress`;
  return `${workflowId} cannot continue, because the workers fail its workflow task: ${reason}. Start workers of the build ${last}, and stop the others until it has ended; docs/upgrading.md says more.`;
}
