import { TestWorkflowEnvironment } from '@temporalio/testing';
import { inject } from 'vitest';

/** A Temporal server that skips time, of the program that the global set-up found. */
export function openTimeSkipping(): Promise<TestWorkflowEnvironment> {
  return TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'existing-path', path: inject('testServerPath') } },
  });
}
