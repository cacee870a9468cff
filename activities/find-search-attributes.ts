import { log } from '@temporalio/activity';
import type { Client } from '@temporalio/client';
import { isRefusal, usableSearchAttributes } from '../src/search-attributes/registration.js';

/** The names of the search attributes that a run may set in this namespace; none if the worker may not read them. */
export function findSearchAttributes({ temporal }: { temporal: Client }) {
  return async (): Promise<string[]> => {
    try {
      return await usableSearchAttributes(temporal);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      log.warn('the search attributes of the namespace cannot be read, so none are set', { error: String(error) });
      return [];
    }
  };
}
