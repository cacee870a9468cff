import type { DataCache } from '../eci/eci.js';

/** Why a copy ended Failed: the warnings among its Events, the last first, each once. */
export function failureReason(cache: DataCache): string {
  const warnings = cache.events
    .filter((event) => event.type === 'Warning')
    .map((event) => `${event.reason}: ${event.message}`)
    .toReversed();
  return warnings.length === 0 ? `copy ${cache.id} ended ${cache.status}` : [...new Set(warnings)].join('; ');
}
