import picocolors from 'picocolors';
import { describe, expect, it } from 'vitest';
import { adoptedTexts } from '../../../src/report/adopted-texts.js';
import { markdownPreview } from '../../../src/report/preview-markdown.js';
import { previewTable } from '../../../src/report/preview-table.js';
import { formatReport } from '../../../src/report/report-format.js';
import { reportTable } from '../../../src/report/report-table.js';
import { buildReport } from '../../../src/report/report.js';
import { previewOf } from './support/sample-preview.js';
import { record, SAMPLE_PARTS } from './support/sample-report.js';

/** Case 28: the plan got a retention after its copies were made. */
const REASON = 'it never expires, and the plan says after 9 days';
const records = Array.from({ length: 6 }, (_, i) =>
  record({ source: `edc-${i}`, state: 'ready', verdict: 'adopt', id: `edc-copy-${i}`, reason: REASON }),
);
const report = buildReport({ ...SAMPLE_PARTS, outcome: 'ready', regions: [{ region: 'cn-beijing', records }] });
const preview = previewOf({ 'cn-beijing': { records } });
const colors = picocolors.createColors(false);

const ADOPTED = `6 copies adopted as found: ${REASON}.`;
const WHAT_TO_DO = 'To get it as the plan says, delete the copy and run the plan again.';

describe('copies that are adopted although they are not as the plan says', () => {
  it.each([
    ['on a terminal', () => reportTable(report, { colors, width: 120 })],
    ['in Markdown', () => formatReport(report, 'md')],
    ['in HTML', () => formatReport(report, 'html')],
  ])('are told of once, with what to do, %s', async (_where, text) => {
    expect((await text()).split(ADOPTED)).toHaveLength(2);
    expect(await text()).toContain(WHAT_TO_DO);
  });

  it.each([
    ['on a terminal', () => previewTable(preview, colors)],
    ['in Markdown', () => markdownPreview(preview, 'eci-replicator run plan.yaml')],
  ])('are told of in a preview %s', (_where, text) => {
    expect(text()).toContain(`6 copies to adopt as found: ${REASON}.`);
    expect(text()).toContain(WHAT_TO_DO);
  });

  it('are told of in JUnit, each by itself, and are no failures', async () => {
    const xml = await formatReport(report, 'junit');
    expect(xml.match(new RegExp(`<system-out>adopted: ${REASON}</system-out>`, 'g'))).toHaveLength(6);
    expect(xml).toContain('failures="0"');
  });

  it('are grouped by what differs, the most frequent first, and bounded', () => {
    const copies = ['a', 'b', 'b', 'c', 'd', 'e'].map((reason) => ({ verdict: 'adopt', outcome: 'ready', reason }));
    const texts = adoptedTexts(copies);
    expect(texts[0]).toBe('2 copies adopted as found: b.');
    expect(texts).toHaveLength(5);
    expect(texts[3]).toBe('2 more differences of adopted copies are in the JSON.');
  });

  it('are not told of if nothing differs, and the reasons of other copies are not theirs', () => {
    const copies = [
      { verdict: 'adopt', outcome: 'ready', reason: null },
      { verdict: 'adopt', outcome: 'pending', reason: 'waits' },
      { verdict: 'create', outcome: 'ready', reason: 'a lower generation was not deleted' },
    ];
    expect(adoptedTexts(copies)).toEqual([]);
  });
});
