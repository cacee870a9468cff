import { describe, expect, it } from 'vitest';
import { sectionMarkdown, targetRow } from '../../../bench/page.js';

describe('a target', () => {
  it.each([
    [{ atMost: 3.7 }, 3.7, 'at most 3.7', 'met'],
    [{ atMost: 3.7 }, 3.71, 'at most 3.7', 'not met'],
    [{ atLeast: 0.7 }, 0.7, 'at least 0.7', 'met'],
    [{ atLeast: 0.7 }, 0.6994, 'at least 0.7', 'not met'],
  ])('%j is compared with %d', (bound, measured, wanted, met) => {
    const [what, shown, , verdict] = targetRow({ what: 'something', bound, measured });
    expect([what, shown, verdict]).toEqual(['something', wanted, met]);
  });

  it('follows the table of its section', () => {
    const page = sectionMarkdown({
      title: 'Some copies',
      about: 'Ten copies.',
      table: { head: ['', 'seconds'], rows: [['ours', '1.0']] },
      targets: [{ what: 'events', measured: 12_345.6, bound: { atMost: 20_000 } }],
      figures: [],
    });
    expect(page.split('\n').filter((line) => line.startsWith('|'))).toEqual([
      '|  | seconds |',
      '| --- | --- |',
      '| ours | 1.0 |',
      '| target | bound | measured | result |',
      '| --- | --- | --- | --- |',
      '| events | at most 20,000 | 12,345.6 | met |',
    ]);
  });
});
