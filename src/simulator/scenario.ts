import { parseDocument } from 'yaml';
import { z } from 'zod';
import { duration } from './scenario-duration.js';
import { openQuestions } from './open-questions.js';
import { generatedCaches, placedCache } from './scenario-caches.js';
import { faultSettings } from './scenario-faults.js';

const regionRules = z.strictObject({
  /** The most data caches that the region holds; more is QuotaExceeded. Default: 100,000, or 0 when `quotaLiftsAfter` is set. */
  quota: z.int().min(0).optional(),
  /** From then on the quota is 100,000. */
  quotaLiftsAfter: duration.optional(),
  /** Until then every copy is refused with OperationDenied.NoStock. */
  noStockUntil: duration.optional(),
  neverStock: z.boolean().default(false),
  /** Default: the scenario's. */
  copyTime: duration.optional(),
  /** Every copy is refused with this code, such as `Zone.NotOnSale`. */
  errorCode: z.string().min(1).optional(),
  /** DescribeDataCaches lists nothing, as without the permission. */
  blindDescribe: z.boolean().default(false),
  /** ListUsage is refused with NoPermission. */
  denyListUsage: z.boolean().default(false),
});

const schema = z
  .strictObject({
    /** Who may call; at least one. */
    credentials: z
      .array(
        z.strictObject({
          accessKeyId: z.string().min(1),
          accessKeySecret: z.string().min(1),
          securityToken: z.string().min(1).optional(),
        }),
      )
      .min(1)
      .prefault([{ accessKeyId: 'simulator', accessKeySecret: 'simulator-secret' }]),
    /** What durations such as `quotaLiftsAfter` count from: the simulator's start, or the first CopyDataCache call. */
    timeStarts: z.enum(['atStart', 'atFirstCopy']).default('atStart'),
    /** From the request until the copy is Available. */
    copyTime: duration.prefault('2s'),
    sources: z.array(placedCache).prefault([]),
    generate: generatedCaches.optional(),
    /** Caches that stand in the target regions before any copy is made, foreign or our own. */
    existing: z.array(placedCache).prefault([]),
    /** Rules by region; a region that is not named has none. */
    regions: z.record(z.string(), regionRules).prefault({}),
    /** So many calls of one action within one second are answered, over all regions; more are Throttling.User. */
    throttle: z.strictObject({ perSecond: z.int().min(1) }).optional(),
    faults: faultSettings.prefault({}),
    open: openQuestions.prefault({}),
  })
  .superRefine((scenario, context) => {
    const seen = new Set<string>();
    for (const { region, id } of [...scenario.sources, ...(scenario.generate ?? []), ...scenario.existing]) {
      if (id === undefined) continue;
      const key = `${region} ${id}`;
      if (seen.has(key)) context.addIssue({ code: 'custom', message: `${id} is given twice in ${region}` });
      seen.add(key);
    }
  });

/** The world the simulator shows, and what goes wrong in it. Durations are milliseconds. */
export type Scenario = z.output<typeof schema>;
/** A scenario as it is written: everything has a default, durations are text. */
export type ScenarioInput = z.input<typeof schema>;
export type RegionRules = z.output<typeof regionRules>;

/** A scenario that cannot be used, with every problem as `path: message`. */
export class ScenarioError extends Error {
  override readonly name = 'ScenarioError';

  constructor(readonly problems: readonly string[]) {
    super(`the scenario is not valid:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
  }
}

/** Reads a scenario file (YAML). Empty text is the default scenario. @throws ScenarioError */
export function parseScenario(text: string): Scenario {
  const document = parseDocument(text, { prettyErrors: true });
  if (document.errors.length > 0) throw new ScenarioError(document.errors.map(({ message }) => message));
  return scenarioOf(document.toJS() ?? {});
}

/** Checks a scenario that was read elsewhere or is written in a test, and fills in the defaults. @throws ScenarioError */
export function scenarioOf(input: unknown): Scenario {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  throw new ScenarioError(
    result.error.issues.map(({ path, message }) => `${path.length === 0 ? 'scenario' : path.join('.')}: ${message}`),
  );
}

const NO_RULES: RegionRules = regionRules.parse({});

export function rulesOf(scenario: Scenario, region: string): RegionRules {
  return Object.hasOwn(scenario.regions, region) ? (scenario.regions[region] ?? NO_RULES) : NO_RULES;
}
