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

/**
 * Whether asking for the plan's retention cannot shorten that of a copy. It is not published whether the days then count from
 * the update or from the creation. They do not count from the creation if the copy outlasts what it was requested with.
 */
export function isSafeToExtend(
  cache: DataCache,
  known: KnownCopy | undefined,
  { retentionDays = 0 }: SurveyScope,
): boolean {
  const retention = retentionDays * DAY_MS;
  const expiry = Date.parse(cache.expiresAt ?? '');
  const fromCreation = Date.parse(cache.createdAt ?? '') + retention;
  const wasExtended = known?.id === cache.id && known.retentionDays === retentionDays && expiry - fromCreation > DAY_MS;
  return fromCreation >= expiry || wasExtended;
}
