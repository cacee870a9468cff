import { type Client, WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client';
import {
  approveWaveUpdate,
  pauseUpdate,
  resumeUpdate,
  retryFailedUpdate,
  setMaxInFlightUpdate,
  skipUpdate,
} from '../../workflows/messages.js';
import type { ControlInput } from '../controls/controls.js';
import type { WorkflowExecution as RunExecution } from '../workflow-ids.js';
import { ControlRefused, NoWorkerAnswered } from './errors.js';

const UPDATES = {
  pause: pauseUpdate,
  resume: resumeUpdate,
  retryFailed: retryFailedUpdate,
  skip: skipUpdate,
  setMaxInFlight: setMaxInFlightUpdate,
  approveWave: approveWaveUpdate,
} as const;

/** How long a worker may take to answer, ms: it tells every region first. */
const ANSWER_WITHIN_MS = 30_000;

/**
 * Steers a run under way: an update of its workflow, which is noted with who and why.
 *
 * @returns the run's answer, a sentence that says what comes of it.
 * @throws ControlRefused when the run refuses, or has ended; NoWorkerAnswered after 30 s.
 */
export async function steerRun(
  client: Client,
  { workflowId, runId }: RunExecution,
  control: keyof typeof UPDATES,
  input: ControlInput,
): Promise<string> {
  const handle = client.workflow.getHandle(workflowId, runId);
  try {
    return await client.withDeadline(Date.now() + ANSWER_WITHIN_MS, () =>
      handle.executeUpdate(UPDATES[control], { args: [input] }),
    );
  } catch (error) {
    if (error instanceof WorkflowUpdateFailedError) {
      throw new ControlRefused(error.cause?.message ?? error.message, { cause: error });
    }
    if (error instanceof WorkflowNotFoundError) {
      throw new ControlRefused(
        `${workflowId} has ended, so it cannot be steered. Run the plan again: what is ready is adopted.`,
        { cause: error },
      );
    }
    throw new NoWorkerAnswered(workflowId, 'update', error);
  }
}
