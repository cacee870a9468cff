import { TemporalUnreachable } from '../../../../src/client/errors.js';

/** The `connect` of a command line that cannot reach a server. */
export function unreachable(): Promise<never> {
  return Promise.reject(new TemporalUnreachable('Temporal cannot be reached.'));
}
