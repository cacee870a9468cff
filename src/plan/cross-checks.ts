import { z } from 'zod';
import { duration, formatDuration } from './duration.js';
import { MAX_TAGS } from './fields.js';
import { capacitySchema } from './policy-schema.js';
import { placeKey } from '../spelling.js';
import { didYouMean, formatPath, type PlanPath, type Problem } from './problem.js';

const DAY_MS = 86_400_000;

/** The problems that involve several keys of a plan. */
export function crossChecks(document: unknown): Problem[] {
  const plan = planSketch.parse(document);
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
        {
          path,
          message: `\`${region}\` is the source region, and a copy must be in another region: remove this target`,
        },
      ];
    }
    const first = seen.get(region);
    seen.set(region, first ?? i);
    const message = `\`${region}\` is already the region of ${formatPath(['targets', first ?? i])}: list each region once`;
    return first === undefined ? [] : [{ path, message }];
  });
}

/** Reports, outputs and `skip` identify a copy by its source and region, so a source can have one copy per region. */
function eachSourceOnce({ source }: PlanSketch): Problem[] {
  const seen = new Map<string, number>();
  return source.caches.flatMap(({ id }, i) => {
    if (id === undefined) return [];
    const first = seen.get(id);
    seen.set(id, first ?? i);
    const message = `\`${id}\` is already ${formatPath(['source', 'caches', first ?? i])}: list each source cache once`;
    return first === undefined ? [] : [{ path: ['source', 'caches', i, 'id'], message }];
  });
}

/**
 * Only destinations that `as` gives in full are known here. The rest is checked once the sources have been described. Two
 * that differ in their spelling only cannot be told apart in what the service shows.
 */
function eachDestinationOnce({ source }: PlanSketch): Problem[] {
  const seen = new Map<string, number>();
  return source.caches.flatMap(({ as }, i) => {
    if (as?.bucket === undefined || as.path === undefined) return [];
    const key = placeKey({ bucket: as.bucket, path: as.path });
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
          {
            path,
            message: `\`${region}\` is already in ${formatPath(['waves', first])}: list each target in one wave`,
          },
        ];
      }
      // If a target is invalid, this region may be the one that was meant.
      if (regions.includes(region) || regions.length < targets.length) return [];
      return [{ path, message: `\`${region}\` is not a target${didYouMean(region, regions)}` }];
    }),
  );
  const isInvalid = waves.some((wave) => wave.regions.includes(undefined) || wave.regions.length === 0);
  const missing = isInvalid
    ? []
    : [...new Set(regions)].filter((region) => !seen.has(region) && region !== source.region);
  return [
    ...wrong,
    ...missing.map((region) => ({
      path: ['waves'],
      at: 'key' as const,
      message: `target \`${region}\` is not in any wave: add it to one`,
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
    const message = `this target has ${merged} tags including those of the plan, and a copy can have at most ${MAX_TAGS}`;
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
  const tooShort = (days: number | undefined): days is number => days !== undefined && days * DAY_MS <= renewBefore;
  const message = (days: number): string =>
    `\`retentionDays\` (${days}d) must be longer than \`policy.renewBefore\` (${formatDuration(renewBefore)}): otherwise every copy would be renewed again at once`;
  const problem = (path: PlanPath, days: number | undefined): Problem[] =>
    tooShort(days) ? [{ path: [...path, 'copy', 'retentionDays'], message: message(days) }] : [];
  return [
    ...problem([], copy.retentionDays),
    ...targets.flatMap((target, i) => problem(['targets', i], target.copy.retentionDays)),
  ];
}

const text = z.string().optional().catch(undefined);
const count = z.number().optional().catch(undefined);
const copySketch = z
  .object({ retentionDays: count, tags: z.record(z.string(), z.unknown()).catch({}) })
  .catch({ retentionDays: undefined, tags: {} });

/**
 * The parts of a plan that the cross checks need, as far as they are valid. Invalid parts are undefined, and every list keeps
 * its indexes.
 *
 * zod runs the checks of an object only if all of its keys are valid. Cross checks read this sketch instead, so that all
 * problems are reported together.
 */
const planSketch = z.object({
  source: z
    .object({
      region: text,
      caches: z
        .array(
          z
            .object({ id: text, as: z.object({ bucket: text, path: text }).optional().catch(undefined) })
            .catch({ id: undefined, as: undefined }),
        )
        .catch([]),
    })
    .catch({ region: undefined, caches: [] }),
  copy: copySketch,
  targets: z
    .array(
      z
        .object({ region: text, copy: copySketch })
        .catch({ region: undefined, copy: { retentionDays: undefined, tags: {} } }),
    )
    .catch([]),
  waves: z
    .array(z.object({ regions: z.array(text).catch([]) }).catch({ regions: [] }))
    .optional()
    .catch(undefined),
  policy: z
    .object({
      capacity: z
        .object({
          firstRetry: capacitySchema.shape.firstRetry.optional().catch(undefined),
          maxRetry: capacitySchema.shape.maxRetry.optional().catch(undefined),
        })
        .catch({ firstRetry: undefined, maxRetry: undefined }),
      renewBefore: duration.optional().catch(undefined),
    })
    .catch({ capacity: { firstRetry: undefined, maxRetry: undefined }, renewBefore: undefined }),
});

type PlanSketch = z.output<typeof planSketch>;
