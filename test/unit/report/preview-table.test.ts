import picocolors from 'picocolors';
import { describe, expect, it } from 'vitest';
import { previewTable } from '../../../src/report/preview-table.js';
import { previewOf, SAMPLE_PREVIEW } from './support/sample-preview.js';
import { record } from './support/sample-report.js';

const plain = picocolors.createColors(false);
const creating = (count: number) =>
  Array.from({ length: count }, (_, i) => record({ source: `edc-${i}`, path: `/${i}`, verdict: 'create' as const }));

describe('a preview as text', () => {
  it('shows a table per region, blocked copies, changes, and the digest', () => {
    expect(previewTable(SAMPLE_PREVIEW, plain)).toMatchInlineSnapshot(`
      "region       create  adopt  recreate  conflict  none  GiB to create  caches in use  room
      cn-beijing   1       1      1         1         0     147            99 of 100      1
      cn-shanghai  0       0      0         0         1     0              not known      not known
      cn-shanghai: the quota is not known: ListUsage was refused: NoPermission

      conflict edc-4 to cn-beijing (models:/d): PathTaken: edc-theirs already exists at this path
        A cache that is not ours has this bucket and path. Give the copy another path with \`as\`, or delete that cache.
      none edc-1 to cn-shanghai: SourceNotFound: edc-1 is not shown
        The source cache is not in its region. Check the id and source.region in the plan. One that was created a moment ago may not be shown yet: run the plan again.
      create edc-1 to cn-beijing (models:/llama-3, 140 GiB)
      recreate edc-3 to cn-beijing (models:/c, 7 GiB, generation 2): DiskFull: the disk\\u001b[31m is full

      llm-weights: 1 to create, 1 to adopt, 1 to recreate, 1 in conflict, 1 not surveyed
      preview digest d1gest"
    `);
  });

  it('begins with what the selections of the plan matched', () => {
    const selected = [{ cache: 2, matched: 300 }];
    const [first] = previewTable({ ...SAMPLE_PREVIEW, selected }, plain).split('\n');
    expect(first).toBe('sources matched by source.caches[2].select: 300');
  });

  it('warns only where the quota has no room', () => {
    const table = (used: number) =>
      previewTable(previewOf({ 'cn-beijing': { records: creating(3), usage: { used, max: 10 } } }), plain);
    expect(table(8)).toContain('cn-beijing: 3 to create, but the quota has room for 2: a run would wait for capacity');
    expect(table(7)).not.toContain('room for');
  });

  it('does not count a recreated copy as growth: the Failed one is deleted first', () => {
    const records = [record({ verdict: 'recreate', generation: 1 })];
    const found = previewOf({ 'cn-beijing': { records, usage: { used: 10, max: 10 } } });
    expect(previewTable(found, plain)).not.toContain('room for');
  });

  it('stays short for any number of copies', () => {
    const text = previewTable(previewOf({ 'cn-beijing': { records: creating(500) } }), plain);
    expect(text).toContain('and 460 more; use --output json to list all of them');
    expect(text.split('\n').length).toBeLessThan(50);
  });

  it('lists nothing if there is nothing to do', () => {
    const text = previewTable(previewOf({ 'cn-beijing': { records: [record({ verdict: 'adopt' })] } }), plain);
    expect(text).toContain('llm-weights: 1 to adopt\n');
    expect(text).not.toContain('edc-1');
  });
});
