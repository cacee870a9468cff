/**
 * Answers that a worker is there. The server lists a worker for five minutes after its last poll, whether or not it still
 * exists, so the command line starts this one to know.
 */
export function checkWorker(): Promise<void> {
  return Promise.resolve();
}
