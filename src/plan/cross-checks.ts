import { z } from 'zod';
import { duration, formatDuration } from './duration.js';
import { MAX_TAGS } from './fields.js';
import { capacitySchema } from './policy-schema.js';
import { canonical, placeKey } from '../spelling.js';
import { code, formatPath, type PlanPath, type Problem, ProblemList, suggestions } from './problem.js';

const DAY_MS = 86_400_000;

/** The problems that involve several keys of a plan. */
export function crossChecks(document: unknown): Problem[] {
  const plan = planSketch.parse(document);
  const list = new ProblemList();
  for (const check of CHECKS) check(plan, list);
  return list.problems;
}

type Check = (plan: PlanSketch, list: ProblemList) => void;

const eachRegionOnce: Check = ({ source, targets }, list) => {
  const seen = new Map<string, number>();
  const own = source.region === undefined ? undefined : canonical(source.region);
  for (const [i, { region }] of targets.entries()) {
    if (region === undefined) continue;
    const path = ['targets', i, 'region'];
    const key = canonical(region);
    if (key === own) {
      const fix = 'a copy must be in another region: remove this target';
      list.add(() => ({ path, message: `${code(region)} is the source region, and ${fix}` }));
      continue;
    }
    const first = seen.get(key);
    if (first === undefined) seen.set(key, i);
    else {
      const other = () => formatPath(['targets', first]);
      list.add(() => ({ path, message: `${code(region)} is already the region of ${other()}: list each region once` }));
    }
  }
};

/** Reports, outputs and `skip` identify a copy by its source and region, so a source can have one copy per region. */
const eachSourceOnce: Check = ({ source }, list) => {
  const seen = new Map<string, number>();
  for (const [i, { id }] of source.caches.entries()) {
    if (id === undefined) continue;
    const first = seen.get(id);
    if (first === undefined) seen.set(id, i);
    else {
      list.add(() => {
        const message = `${code(id)} is already ${formatPath(['source', 'caches', first])}: list each source cache once`;
        return { path: ['source', 'caches', i, 'id'], message };
      });
    }
  }
};

/**
 * Only destinations that `as` gives in full are known here. The rest is checked once the sources have been described. Two
 * that differ in their spelling only cannot be told apart in what the service shows.
 */
const eachDestinationOnce: Check = ({ source }, list) => {
  const seen = new Map<string, number>();
  for (const [i, { as }] of source.caches.entries()) {
    if (as?.bucket === undefined || as.path === undefined) continue;
    const { bucket, path } = as;
    const key = placeKey({ bucket, path });
    const first = seen.get(key);
    if (first === undefined) seen.set(key, i);
    else {
      list.add(() => {
        const other = formatPath(['source', 'caches', first]);
        const message = `bucket ${code(bucket)} and path ${code(path)} are already the destination of ${other}: give this cache another path`;
        return { path: ['source', 'caches', i, 'as', 'path'], message };
      });
    }
  }
};

const eachTargetInOneWave: Check = ({ source, targets, waves }, list) => {
  if (waves === undefined || waves.length === 0) return;
  const regions = targets.flatMap(({ region }) => region ?? []);
  const known = new Set(regions.map(canonical));
  const didYouMean = suggestions();
  const seen = new Map<string, number>();
  for (const [i, wave] of waves.entries()) {
    for (const [j, region] of wave.regions.entries()) {
      if (region === undefined) continue;
      const path = ['waves', i, 'regions', j];
      const key = canonical(region);
      const first = seen.get(key);
      if (first !== undefined) {
        const other = () => formatPath(['waves', first]);
        list.add(() => ({ path, message: `${code(region)} is already in ${other()}: list each target in one wave` }));
        continue;
      }
      seen.set(key, i);
      // If a target is invalid, this region may be the one that was meant.
      if (known.has(key) || regions.length < targets.length) continue;
      list.add(() => ({ path, message: `${code(region)} is not a target${didYouMean(region, regions)}` }));
    }
  }

  if (waves.some((wave) => wave.regions.includes(undefined) || wave.regions.length === 0)) return;
  for (const region of new Set(regions)) {
    if (seen.has(canonical(region)) || region === source.region) continue;
    list.add(() => ({
      path: ['waves'],
      at: 'key',
      message: `target ${code(region)} is not in any wave: add it to one`,
    }));
  }
};

const tagsFit: Check = ({ copy, targets }, list) => {
  const own = Object.keys(copy.tags).length;
  if (own > MAX_TAGS) {
    const message = `a copy can have at most ${MAX_TAGS} tags, not ${own}`;
    list.add(() => ({ path: ['copy', 'tags'], at: 'key', message }));
    return;
  }
  for (const [i, target] of targets.entries()) {
    const merged = Object.keys({ ...copy.tags, ...target.copy.tags }).length;
    if (merged <= MAX_TAGS) continue;
    const message = `this target has ${merged} tags including those of the plan, and a copy can have at most ${MAX_TAGS}`;
    list.add(() => ({ path: ['targets', i, 'copy', 'tags'], at: 'key', message }));
  }
};

const retriesAscend: Check = ({ policy }, list) => {
  const { firstRetry, maxRetry } = policy.capacity;
  if (firstRetry === undefined || maxRetry === undefined || firstRetry <= maxRetry) return;
  const message = `\`firstRetry\` (${formatDuration(firstRetry)}) must be at most \`maxRetry\` (${formatDuration(maxRetry)}): set both`;
  list.add(() => ({ path: ['policy', 'capacity', 'firstRetry'], message }));
};

const renewalPrecedesExpiry: Check = ({ copy, targets, policy }, list) => {
  const { renewBefore } = policy;
  if (renewBefore === undefined) return;
  const check = (path: PlanPath, days: number | undefined): void => {
    if (days === undefined || days * DAY_MS > renewBefore) return;
    const message = `\`retentionDays\` (${days}d) must be longer than \`policy.renewBefore\` (${formatDuration(renewBefore)}): otherwise every copy would be renewed again at once`;
    list.add(() => ({ path: [...path, 'copy', 'retentionDays'], message }));
  };
  check([], copy.retentionDays);
  for (const [i, target] of targets.entries()) check(['targets', i], target.copy.retentionDays);
};

const CHECKS: readonly Check[] = [
  eachRegionOnce,
  eachSourceOnce,
  eachDestinationOnce,
  eachTargetInOneWave,
  tagsFit,
  retriesAscend,
  renewalPrecedesExpiry,
];

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
