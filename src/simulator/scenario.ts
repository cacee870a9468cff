import { parseDocument } from 'yaml';
import { z } from 'zod';
import { scenarioDuration } from './settings/duration.js';
import { faultSettings } from './settings/fault-settings.js';
import { openQuestions } from './settings/open-questions.js';
import { generatedCaches, placedCache } from './settings/placed-cache.js';

const regionRules = z.strictObject({
  /** The most data caches that the region holds; more is QuotaExceeded. Default: 100,000, or 0 when one of the next two is set. */
  quota: z.int().min(0).optional(),
  /** The quota is 100,000 from then on. */
  quotaLiftsAfter: scenarioDuration.optional(),
  /** The quota is 100,000 once it has refused this many copies. */
  quotaRefusals: z.int().min(0).optional(),
  /** Until then every copy is refused with OperationDenied.NoStock. */
  noStockUntil: scenarioDuration.optional(),
  neverStock: z.boolean().default(false),
  /** Default: the scenario's. */
  copyTime: scenarioDuration.optional(),
  /** Every copy is refused with this code, such as `Zone.NotOnSale`. */
  errorCode: z.string().min(1).optional(),
  /** DescribeDataCaches lists nothing, as without the permission. */
  blindDescribe: z.boolean().default(false),
  /** DescribeDataCaches shows only the caches of these resource groups, as with a permission for those groups. Default: all caches. */
  visibleGroups: z.array(z.string().min(1)).optional(),
  /** ListUsage is refused with NoPermission. */
  denyListUsage: z.boolean().default(false),
});

const schema = z
  .strictObject({
    /** Accepted keys; at least one. */
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
    /** When the scenario's time starts, from which durations such as `quotaLiftsAfter` count: at the simulator's start or at the first CopyDataCache call. */
    timeStarts: z.enum(['atStart', 'atFirstCopy']).default('atStart'),
    /** From the request until the copy is Available. */
    copyTime: scenarioDuration.prefault('2s'),
    sources: z.array(placedCache).prefault([]),
    generate: generatedCaches.optional(),
    /** Caches that exist in the target regions before any copy is made, ours or not. */
    existing: z.array(placedCache).prefault([]),
    /** Rules by region. */
    regions: z.record(z.string(), regionRules).prefault({}),
    /** Calls of one action accepted per second, over all regions. More are refused with Throttling.User. */
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

/** The world that the simulator shows, and the faults that it injects. Durations are milliseconds. */
export type Scenario = z.output<typeof schema>;
/** A scenario as it is written: every field has a default, durations are text. */
export type ScenarioInput = z.input<typeof schema>;
export type RegionRules = z.output<typeof regionRules>;

/** The scenario is not valid. Lists every problem as `path: message`. */
export class ScenarioError extends Error {
  override readonly name = 'ScenarioError';

  constructor(readonly problems: readonly string[]) {
    super(`the scenario is not valid:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
  }
}

/** Parses a scenario file (YAML). Empty text is the default scenario. @throws ScenarioError */
export function parseScenario(text: string): Scenario {
  const document = parseDocument(text, { prettyErrors: true });
  if (document.errors.length > 0) throw new ScenarioError(document.errors.map(({ message }) => message));
  return scenarioOf(document.toJS() ?? {});
}

/** Validates a scenario that is already parsed, and fills in the defaults. @throws ScenarioError */
export function scenarioOf(input: unknown): Scenario {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  throw new ScenarioError(
    result.error.issues.map(({ path, message }) => `${path.length === 0 ? 'scenario' : path.join('.')}: ${message}`),
  );
}

const NO_RULES: RegionRules = regionRules.parse({});

/** A region that the scenario does not name has no rules. */
export function rulesOf(scenario: Scenario, region: string): RegionRules {
  return Object.hasOwn(scenario.regions, region) ? (scenario.regions[region] ?? NO_RULES) : NO_RULES;
}
