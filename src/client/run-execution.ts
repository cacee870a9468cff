import type { WorkflowExecution } from '../workflow-ids.js';

/** One run. */
export type RunExecution = WorkflowExecution;
