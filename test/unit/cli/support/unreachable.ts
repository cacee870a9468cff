import { TemporalUnreachable } from '../../../../src/client/errors.js';

/** For a command line that finds no server. */
export function unreachable(): Promise<never> {
  return Promise.reject(new TemporalUnreachable('Temporal cannot be reached.'));
}
