import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { scenarioOf } from '../../../src/simulator/scenario.js';

const page = readFileSync(new URL('../../../docs/simulator.md', import.meta.url), 'utf8');

/** The keys in the first column of a table, or in the line of rules for a region. */
const [, scenarioSection = ''] = page.split('\n## Scenario\n');
const [, openSection = ''] = page.split('\n## Open questions\n');
const firstColumn = (section: string) =>
  section
    .split('\n')
    .flatMap((line) => (line.startsWith('| `') ? [...(line.split('|')[1] ?? '').matchAll(/`(\w+)`/g)] : []));
const named = (section: string) => firstColumn(section).map(([, key]) => key ?? '');

/** Whether a part of the scenario accepts the key. The schema does not list its keys, so this tries it. */
function isKey(part: (key: string) => unknown, key: string): boolean {
  try {
    scenarioOf(part(key));
    return true;
  } catch (error) {
    return !String(error).includes('Unrecognized key');
  }
}

describe('docs/simulator.md', () => {
  const [scenarioKeys = ''] = scenarioSection.split('\n## Faults\n');
  const [, faultKeys = ''] = page.split('\n## Open questions\n')[0]?.split('\n## Faults\n') ?? [];
  const [, rules = ''] = /^Rules for a region: ([^]*?)\.$/m.exec(scenarioKeys) ?? [];

  it.each(named(scenarioKeys))('lists an existing scenario key: %s', (key) => {
    expect(isKey((name) => ({ [name]: 1.5 }), key)).toBe(true);
  });

  it.each(named(faultKeys))('lists an existing fault: %s', (key) => {
    expect(isKey((name) => ({ faults: { [name]: 1.5 } }), key)).toBe(true);
  });

  it.each(named(openSection))('lists an existing open question: %s', (key) => {
    expect(isKey((name) => ({ open: { [name]: 1.5 } }), key)).toBe(true);
  });

  it.each([...rules.matchAll(/`(\w+)`/g)].map(([, key]) => key ?? ''))('lists an existing region rule: %s', (key) => {
    expect(isKey((name) => ({ regions: { 'cn-beijing': { [name]: 1.5 } } }), key)).toBe(true);
  });

  it('lists every key that has a default', () => {
    const { faults, open, ...top } = scenarioOf({});
    const listed = [...named(scenarioKeys), ...named(faultKeys), ...named(openSection)];
    expect(
      [...Object.keys(top), ...Object.keys(faults), ...Object.keys(open)].filter((key) => !listed.includes(key)),
    ).toEqual([]);
  });
});
