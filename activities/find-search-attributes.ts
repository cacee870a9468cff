import { log } from '@temporalio/activity';
import type { Client } from '@temporalio/client';
import { isRefusal, usableSearchAttributes } from '../src/search-attributes/registration.js';

/** The names of the search attributes that a run may set here: none where the worker may not ask. */
export function findSearchAttributes({ temporal }: { temporal: Client }) {
  return async (): Promise<string[]> => {
    try {
      return await usableSearchAttributes(temporal);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      log.warn('the search attributes of the namespace cannot be read, so none is set', { error: String(error) });
      return [];
    }
  };
}
