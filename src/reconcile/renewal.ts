import type { DataCache } from '../eci/eci.js';
import type { Copy } from './standing.js';
import type { KnownCopy, SurveyScope } from './survey-scope.js';

const DAY_MS = 86_400_000;

/** Whether a copy expires within `renewBefore`. @param now epoch ms. */
export function isDue({ status, expiresAt }: DataCache, { renewBefore }: SurveyScope, now: number): boolean {
  if (renewBefore === undefined || status !== 'Available' || expiresAt === undefined) return false;
  return Date.parse(expiresAt) - now <= renewBefore;
}

/**
 * Whether a copy made now would outlast `renewBefore`. The service may grant fewer days than are asked for. The existing copy
 * shows it, if it is known with which retention it was requested, or if it is a renewal itself.
 */
export function isWorthRenewing({ cache, origin }: Copy, known: KnownCopy | undefined, scope: SurveyScope): boolean {
  const { renewBefore = 0, retentionDays } = scope;
  const asked = known?.id === cache.id ? known.retentionDays : undefined;
  const isComparable = asked === undefined ? origin.generation > 0 : asked === retentionDays;
  if (retentionDays === undefined || !isComparable) return true;
  const granted = Date.parse(cache.expiresAt ?? '') - Date.parse(cache.createdAt ?? '');
  return !(Math.min(granted, retentionDays * DAY_MS) <= renewBefore);
}
