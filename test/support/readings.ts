import type { ScenarioInput } from '../../src/simulator/scenario.js';
import type { Row } from './pairwise.js';

/** What one answer to an open question changes in a scenario. */
interface Reading {
  readonly open?: ScenarioInput['open'];
  readonly faults?: ScenarioInput['faults'];
  /** Rules for every target region. */
  readonly rules?: NonNullable<ScenarioInput['regions']>[string];
}

/** The resource group of the plan's copies: `copy.resourceGroupId` in a plan that is run through {@link READINGS}. */
export const OWN_GROUP = 'rg-own';
/** The resource group of another team's caches. */
export const OTHER_GROUP = 'rg-other';

/**
 * The open questions about the service, each with the answers that a run must survive. The first of each is the simulator's
 * default.
 *
 * Durations suit copies that take some seconds. `forgottenInAnHour` shows only if the simulator's clock is moved between two
 * runs. Not among the answers: own copies that are hidden while ListUsage counts only what is visible, since no caller could
 * tell them from absent ones.
 */
export const READINGS = {
  spelling: {
    exact: {},
    trailingSlash: { open: { spelling: 'trailingSlash' } },
    noLeadingSlash: { open: { spelling: 'noLeadingSlash' } },
    lowerCaseBucket: { open: { spelling: 'lowerCaseBucket' } },
    lowerCase: { open: { spelling: 'lowerCase' } },
    decomposed: { open: { spelling: 'decomposed' } },
    percentEncoded: { open: { spelling: 'percentEncoded' } },
  },
  filterBy: { meaning: {}, text: { open: { filterBy: 'text' } } },
  bucketless: { allBuckets: {}, defaultBucketOnly: { open: { describeWithoutBucket: 'defaultOnly' } } },
  pages: { ofTwenty: {}, ofThree: { open: { pageSize: 3 } } },
  idsPages: { ofTwenty: {}, ofThree: { open: { idsPageSize: 3 } } },
  paging: { cursor: {}, offset: { open: { paging: 'offset', pageSize: 3 } } },
  listing: {
    complete: {},
    withoutTotal: { open: { totalCount: 'absent' } },
    totalOfPage: { open: { totalCount: 'pageOnly' } },
    totalTooLarge: { open: { totalCount: 'more' } },
    endsEarly: { open: { endsEarly: true, pageSize: 3 } },
  },
  newCopies: {
    shownImmediately: {},
    lateInListings: { open: { describeLag: '3s' } },
    lateEverywhere: { faults: { staleDescribeFor: '3s' } },
  },
  view: {
    everything: {},
    withoutUsage: { rules: { denyListUsage: true } },
    ownGroup: { rules: { visibleGroups: [OWN_GROUP] } },
    ownGroupAndItsUsage: { rules: { visibleGroups: [OWN_GROUP] }, open: { usageCounts: 'visible' } },
    otherGroup: { rules: { visibleGroups: [OTHER_GROUP] } },
    nothing: { rules: { visibleGroups: [] } },
    nothingWithoutUsage: { rules: { visibleGroups: [], denyListUsage: true } },
  },
  tokens: { remembered: {}, forgottenInAnHour: { open: { tokenMemory: '1h' } } },
  tokenScope: { account: {}, sourceRegion: { open: { tokenScope: 'region' } } },
  tokensOfDeleted: {
    returnTheirId: {},
    spent: { open: { deletedTokens: 'spent' } },
    forgotten: { open: { deletedTokens: 'forgotten' } },
  },
  takenPath: { accepted: {}, refused: { open: { pathTaken: 'refuse' } } },
  retention: { asAsked: {}, cappedAt30Days: { open: { retentionCap: 30 } } },
  retentionFrom: { creation: {}, available: { open: { retentionFrom: 'available' } } },
  update: {
    extends: {},
    ignored: { open: { updateDataCache: 'ignores' } },
    fails: { open: { updateDataCache: 'fails', updateTime: '2s' } },
    refused: { open: { updateDataCache: 'refuses' } },
    takesTime: { open: { updateTime: '2s' } },
  },
  clock: { right: {}, behind: { open: { clockSkew: '-10m' } }, ahead: { open: { clockSkew: '10m' } } },
  firstStatus: { loading: {}, creating: { open: { firstStatus: 'Creating' } } },
  deletion: { immediate: {}, takesTime: { open: { deletingFor: '2s' } } },
  calls: {
    answered: {},
    someAnswersLost: { faults: { loseCopyAnswerEvery: 4 } },
    someWithoutId: { faults: { emptyIdEvery: 4 } },
    someSignaturesExpired: { faults: { refuseEvery: { every: 7 } } },
  },
  statuses: { final: {}, sometimesFailedForAMoment: { faults: { flicker: [{ times: 2, for: '2s' }] } } },
} as const satisfies Readonly<Record<string, Readonly<Record<string, Reading>>>>;

type Question = keyof typeof READINGS;

/** The names of the answers to each question, to combine them. */
type ReadingOptions = { readonly [Q in Question]: readonly (keyof (typeof READINGS)[Q])[] };

/** For `pairwise`: one answer to each question is one row. */
export function readingOptions(): ReadingOptions {
  return Object.fromEntries(
    Object.entries(READINGS).map(([question, answers]) => [question, Object.keys(answers)]),
  ) as unknown as ReadingOptions;
}

export type ReadingRow = Row<ReadingOptions>;

/** The scenario in which the service answers the open questions as the row says. @param regions the target regions */
export function scenarioOfRow(row: ReadingRow, base: ScenarioInput, regions: readonly string[]): ScenarioInput {
  const readings = Object.entries(row).map(([question, answer]): Reading => readingOf(question, answer));
  const rules = Object.assign({}, ...readings.map((reading) => reading.rules));
  return {
    ...base,
    open: Object.assign({}, base.open, ...readings.map(({ open }) => open)),
    faults: Object.assign({}, base.faults, ...readings.map(({ faults }) => faults)),
    regions: {
      ...base.regions,
      ...Object.fromEntries(regions.map((region) => [region, { ...base.regions?.[region], ...rules }])),
    },
  };
}

function readingOf(question: string, answer: string): Reading {
  const readings: Readonly<Record<string, Readonly<Record<string, Reading>>>> = READINGS;
  const reading = readings[question]?.[answer];
  if (reading === undefined) throw new Error(`${question} has no answer ${answer}`);
  return reading;
}
