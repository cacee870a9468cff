import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { scenarioOf } from '../../../src/simulator/scenario.js';
import { openQuestions } from '../../../src/simulator/settings/open-questions.js';
import { pairwise } from '../../support/pairwise.js';
import { spelledPlace } from '../../../src/simulator/spelling.js';
import {
  OTHER_GROUP,
  OWN_GROUP,
  readingOptions,
  type ReadingRow,
  READINGS,
  scenarioOfRow,
} from '../../support/readings.js';
import { oddlyNamedSources } from '../../support/sources.js';

const REGIONS = ['cn-beijing', 'cn-shanghai'];
const rows = pairwise(readingOptions());
const scenario = (row: ReadingRow) => scenarioOf(scenarioOfRow(row, {}, REGIONS));
/** Without rules for the target regions, which have their defaults. */
const defaults = {
  ...scenarioOf({}),
  regions: scenarioOf({ regions: { 'cn-beijing': {}, 'cn-shanghai': {} } }).regions,
};

/** The row of first answers, with one changed. */
function rowWith(question?: string, answer?: string): ReadingRow {
  const first = Object.entries(readingOptions()).map(([name, answers]) => [name, answers[0]]);
  const changed = question === undefined ? [] : [[question, answer]];
  return Object.fromEntries([...first, ...changed]) as ReadingRow;
}

describe('the readings of the service', () => {
  it('begin with the defaults of the simulator', () => {
    expect(scenario(rowWith())).toEqual(defaults);
  });

  const others = Object.entries(READINGS).flatMap(([question, answers]) =>
    Object.keys(answers)
      .slice(1)
      .map((answer) => [question, answer] as const),
  );
  it.each(others)('differ from the defaults in their other answers: %s, %s', (question, answer) => {
    expect(scenario(rowWith(question, answer))).not.toEqual(defaults);
  });

  it('can be combined in pairs in less than a hundred scenarios', () => {
    for (const row of rows) expect(() => scenario(row)).not.toThrow();
    expect(rows.length).toBeLessThan(100);
  });

  it('answer every open question in more than one way, except those that no run asks', () => {
    // A copy's bucket and path are always sent, and no plan asks for a retention of centuries.
    const unasked = ['defaultBucketAndPath', 'retentionMax'];
    const answers = rows.map((row) => scenario(row).open);
    const settled = openQuestions
      .keyof()
      .options.filter((question) => new Set(answers.map((open) => open[question])).size < 2);
    expect(settled.toSorted()).toEqual(unasked);
  });

  it('change the places of the oddly named sources in every spelling but the exact one', () => {
    const places = scenarioOf({ sources: oddlyNamedSources(2) }).sources.map(({ bucket, path, name }) => ({
      bucket,
      path,
      name,
    }));
    const unchanging = Object.keys(READINGS.spelling).filter((answer) => {
      const { spelling } = scenario(rowWith('spelling', answer)).open;
      return places.some((place) => isDeepStrictEqual(spelledPlace(spelling, place), place));
    });
    expect(unchanging).toEqual(['exact']);
  });

  it.each([
    ['ownGroup', [OWN_GROUP]],
    ['otherGroup', [OTHER_GROUP]],
  ])('show the copies of one resource group with the view %s', (view, groups) => {
    expect(scenario(rowWith('view', view)).regions['cn-shanghai']?.visibleGroups).toEqual(groups);
  });

  it('keep what the base says, and rule the target regions only', () => {
    const row = rowWith('view', 'nothing');
    const base = { copyTime: '9s', open: { tokenMemory: '1d' }, regions: { 'cn-beijing': { quota: 3 }, 'cn-x': {} } };
    expect(scenarioOfRow(row, base, REGIONS)).toEqual({
      copyTime: '9s',
      open: { tokenMemory: '1d' },
      faults: {},
      regions: { 'cn-beijing': { quota: 3, visibleGroups: [] }, 'cn-shanghai': { visibleGroups: [] }, 'cn-x': {} },
    });
  });
});
