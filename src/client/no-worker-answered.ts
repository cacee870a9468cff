/** What only a worker can tell was asked for, and none told it; the message is a sentence. */
export class NoWorkerAnswered extends Error {
  override readonly name = 'NoWorkerAnswered';

  constructor(workflowId: string, what: string, cause: unknown) {
    super(
      `${workflowId} is under way, and no worker told its ${what}: start a worker, or ask again once the run has ended.`,
      { cause },
    );
  }
}
