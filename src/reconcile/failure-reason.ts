import type { DataCache } from '../eci/data-cache.js';

/** Why a copy ended Failed, from its Events: the last warning, in one sentence. */
export function failureReason(cache: DataCache): string {
  const warning = cache.events.findLast((event) => event.type === 'Warning');
  return warning === undefined ? `copy ${cache.id} ended ${cache.status}` : `${warning.reason}: ${warning.message}`;
}
