import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { scenarioOf } from '../../../src/simulator/scenario.js';

const page = readFileSync(new URL('../../../docs/simulator.md', import.meta.url), 'utf8');

/** The keys that are named in code type in a table's first column, or in the line of a region's rules. */
const [, scenarioSection = ''] = page.split('\n## Scenario\n');
const [, openSection = ''] = page.split('\n## Open questions\n');
const firstColumn = (section: string) =>
  section
    .split('\n')
    .flatMap((line) => (line.startsWith('| `') ? [...(line.split('|')[1] ?? '').matchAll(/`(\w+)`/g)] : []));
const named = (section: string) => firstColumn(section).map(([, key]) => key ?? '');

/** The keys of a part of the scenario, as its own refusal of an unknown one cannot tell: by trying each. */
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

  it.each(named(scenarioKeys))('names a key of a scenario: %s', (key) => {
    expect(isKey((name) => ({ [name]: 1.5 }), key)).toBe(true);
  });

  it.each(named(faultKeys))('names a fault: %s', (key) => {
    expect(isKey((name) => ({ faults: { [name]: 1.5 } }), key)).toBe(true);
  });

  it.each(named(openSection))('names an open question: %s', (key) => {
    expect(isKey((name) => ({ open: { [name]: 1.5 } }), key)).toBe(true);
  });

  it.each([...rules.matchAll(/`(\w+)`/g)].map(([, key]) => key ?? ''))('names a rule of a region: %s', (key) => {
    expect(isKey((name) => ({ regions: { 'cn-beijing': { [name]: 1.5 } } }), key)).toBe(true);
  });

  it('leaves out no key that has a default', () => {
    const { faults, open, ...top } = scenarioOf({});
    const told = [...named(scenarioKeys), ...named(faultKeys), ...named(openSection)];
    expect(
      [...Object.keys(top), ...Object.keys(faults), ...Object.keys(open)].filter((key) => !told.includes(key)),
    ).toEqual([]);
  });
});
