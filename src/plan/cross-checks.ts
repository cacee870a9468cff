import { didYouMean } from './did-you-mean.js';
import { formatDuration } from './duration.js';
import { MAX_TAGS } from './fields.js';
import type { PlanSketch } from './plan-sketch.js';
import { formatPath, type Problem } from './problem.js';

const DAY = 86_400_000;

/** What no key can break by itself: the checks between a plan's keys. */
export function crossChecks(plan: PlanSketch): Problem[] {
  return [
    ...eachRegionOnce(plan),
    ...eachSourceOnce(plan),
    ...eachDestinationOnce(plan),
    ...eachTargetInOneWave(plan),
    ...tagsFit(plan),
    ...retriesAscend(plan),
    ...renewalPrecedesExpiry(plan),
  ];
}

function eachRegionOnce({ source, targets }: PlanSketch): Problem[] {
  const seen = new Map<string, number>();
  return targets.flatMap(({ region }, i) => {
    if (region === undefined) return [];
    const path = ['targets', i, 'region'];
    if (region === source.region) {
      return [
        { path, message: `\`${region}\` is the source region: a copy goes to another region; remove this target` },
      ];
    }
    const first = seen.get(region);
    seen.set(region, first ?? i);
    const message = `\`${region}\` is already the region of ${formatPath(['targets', first ?? i])}: name each region once`;
    return first === undefined ? [] : [{ path, message }];
  });
}

/** Reports, outputs and `skip` name a copy by its source and region, so a source can have one copy a region. */
function eachSourceOnce({ source }: PlanSketch): Problem[] {
  const seen = new Map<string, number>();
  return source.caches.flatMap(({ id }, i) => {
    if (id === undefined) return [];
    const first = seen.get(id);
    seen.set(id, first ?? i);
    const message = `\`${id}\` is already ${formatPath(['source', 'caches', first ?? i])}: name each source cache once`;
    return first === undefined ? [] : [{ path: ['source', 'caches', i, 'id'], message }];
  });
}

/** Only what `as` says wholly is known before the sources are looked at; expansion checks the rest. */
function eachDestinationOnce({ source }: PlanSketch): Problem[] {
  const seen = new Map<string, number>();
  return source.caches.flatMap(({ as }, i) => {
    if (as?.bucket === undefined || as.path === undefined) return [];
    const key = JSON.stringify([as.bucket, as.path]);
    const first = seen.get(key);
    seen.set(key, first ?? i);
    const other = formatPath(['source', 'caches', first ?? i]);
    const message = `bucket \`${as.bucket}\` and path \`${as.path}\` are already the destination of ${other}: give this cache another path`;
    return first === undefined ? [] : [{ path: ['source', 'caches', i, 'as', 'path'], message }];
  });
}

function eachTargetInOneWave({ source, targets, waves }: PlanSketch): Problem[] {
  if (waves === undefined || waves.length === 0) return [];
  const regions = targets.flatMap(({ region }) => region ?? []);
  const seen = new Map<string, number>();
  const wrong = waves.flatMap((wave, i) =>
    wave.regions.flatMap((region, j): Problem[] => {
      if (region === undefined) return [];
      const path = ['waves', i, 'regions', j];
      const first = seen.get(region);
      seen.set(region, first ?? i);
      if (first !== undefined) {
        return [
          { path, message: `\`${region}\` is already in ${formatPath(['waves', first])}: each target is in one wave` },
        ];
      }
      // With an unreadable target, this region may be the one it means.
      if (regions.includes(region) || regions.length < targets.length) return [];
      return [{ path, message: `\`${region}\` is in a wave but no target${didYouMean(region, regions)}` }];
    }),
  );
  const unreadable = waves.some((wave) => wave.regions.includes(undefined) || wave.regions.length === 0);
  const missing = unreadable
    ? []
    : [...new Set(regions)].filter((region) => !seen.has(region) && region !== source.region);
  return [
    ...wrong,
    ...missing.map((region) => ({
      path: ['waves'],
      at: 'key' as const,
      message: `target \`${region}\` is in no wave: name it in the wave that it belongs to`,
    })),
  ];
}

function tagsFit({ copy, targets }: PlanSketch): Problem[] {
  const own = Object.keys(copy.tags).length;
  if (own > MAX_TAGS) {
    return [{ path: ['copy', 'tags'], at: 'key', message: `a copy can have at most ${MAX_TAGS} tags, not ${own}` }];
  }
  return targets.flatMap((target, i) => {
    const merged = Object.keys({ ...copy.tags, ...target.copy.tags }).length;
    if (merged <= MAX_TAGS) return [];
    const message = `with the plan's own tags this target has ${merged} tags, and a copy can have at most ${MAX_TAGS}`;
    return [{ path: ['targets', i, 'copy', 'tags'], at: 'key' as const, message }];
  });
}

function retriesAscend({ policy }: PlanSketch): Problem[] {
  const { firstRetry, maxRetry } = policy.capacity;
  if (firstRetry === undefined || maxRetry === undefined || firstRetry <= maxRetry) return [];
  const message = `\`firstRetry\` (${formatDuration(firstRetry)}) must be at most \`maxRetry\` (${formatDuration(maxRetry)}): set both`;
  return [{ path: ['policy', 'capacity', 'firstRetry'], message }];
}

function renewalPrecedesExpiry({ copy, targets, policy }: PlanSketch): Problem[] {
  const { renewBefore } = policy;
  if (renewBefore === undefined) return [];
  const tooShort = (days: number | undefined): days is number => days !== undefined && days * DAY <= renewBefore;
  const message = (days: number): string =>
    `\`retentionDays\` (${days}d) must be longer than \`policy.renewBefore\` (${formatDuration(renewBefore)}), or the copy is renewed without end`;
  const problem = (path: Problem['path'], days: number | undefined): Problem[] =>
    tooShort(days) ? [{ path: [...path, 'copy', 'retentionDays'], message: message(days) }] : [];
  return [
    ...problem([], copy.retentionDays),
    ...targets.flatMap((target, i) => problem(['targets', i], target.copy.retentionDays)),
  ];
}
