import { isGrpcServiceError } from '@temporalio/client';

/** As gRPC statuses, which the SDK does not export. */
const NOT_FOUND: ReadonlySet<number> = new Set([5]);

/** Whether a raw call failed because the server does not have what it is about, or not any more. */
export function isNotFound(error: unknown): boolean {
  return isGrpcServiceError(error) && NOT_FOUND.has(error.code);
}
