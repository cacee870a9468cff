import type { DataCache } from '../eci/eci.js';
import { type CopyOrigin, copyOrigin, isCopyOf, isOfPlan } from './copy-tags.js';
import type { SurveyScope, WantedCopy } from './survey-scope.js';

/** A data cache that this tool made, and what its tags say. */
export interface Copy {
  readonly cache: DataCache;
  readonly origin: CopyOrigin;
}

/** Separates the copies of the wanted source, the winning one first, from all other data caches at its place. */
export function sortStanding(wanted: WantedCopy, standing: readonly DataCache[], { sourceRegion }: SurveyScope) {
  const { source, known, generation = 0 } = wanted;
  const ours: Copy[] = [];
  const others: DataCache[] = [];
  for (const cache of standing) {
    const origin = copyOrigin(cache);
    if (isCopyOf(origin, { source, sourceRegion })) ours.push({ cache, origin });
    // Its tags were changed by hand. It is known to be ours, but it is deleted by nobody whom its tags do not name.
    else if (cache.id === known?.id) ours.push({ cache, origin: { plan: '', source, sourceRegion, generation } });
    else others.push(cache);
  }
  const isKnown = ({ cache }: Copy) => Number(cache.id !== known?.id);
  ours.sort(
    (a, b) =>
      b.origin.generation - a.origin.generation ||
      preference(a.cache) - preference(b.cache) ||
      isKnown(a) - isKnown(b) ||
      byId(a.cache, b.cache),
  );
  return { ours, others: others.toSorted(byId) };
}

/**
 * The copy that decides: that of the highest generation. Generations of different plans are not one line: another plan's copy
 * that is Failed or being deleted does not decide where a usable copy exists.
 */
export function rulingCopy(ours: readonly Copy[], scope: SurveyScope): Copy | undefined {
  const [highest] = ours;
  if (highest === undefined || !isOver(highest.cache) || highest.origin.plan === scope.plan) return highest;
  return ours.find(({ cache }) => !isOver(cache)) ?? highest;
}

function isOver(cache: DataCache): boolean {
  return cache.status === 'Failed' || isLeaving(cache);
}

/** Whether a data cache is about to disappear. */
export function isLeaving({ status }: DataCache): boolean {
  return status === 'Deleting';
}

/** This plan's copies of other sources. */
export function supersededBy(others: readonly DataCache[], scope: SurveyScope): Copy[] {
  return others.flatMap((cache): Copy[] => {
    const origin = copyOrigin(cache);
    return isOfPlan(origin, scope) ? [{ cache, origin }] : [];
  });
}

/** Whether a copy is ours to delete. One in deletion needs nothing. */
export function isDeletable({ cache, origin }: Copy, scope: SurveyScope): boolean {
  return isOfPlan(origin, scope) && !isLeaving(cache);
}

/** Sort order for copies of the same generation: usable ones first, Failed ones last. */
function preference(cache: DataCache): number {
  if (cache.status === 'Available') return 0;
  return isOver(cache) ? 2 : 1;
}

function byId(a: DataCache, b: DataCache): number {
  return a.id < b.id ? -1 : 1;
}
