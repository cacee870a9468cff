/**
 * What went wrong in words, never a stack trace. Where a call to the server failed, what the server said: the error around
 * it has no more than the name of the call.
 */
export function errorSentence(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ('details' in error && typeof error.details === 'string' && error.details !== '') return error.details;
  const { cause } = error;
  const isWrapper = error.name === 'ServiceError' || error.name === 'WorkflowUpdateFailedError';
  if (isWrapper && cause instanceof Error) return `${error.message}: ${errorSentence(cause)}`;
  return error.message === '' ? error.name : error.message;
}
