import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type BlindSurvey, hiddenCopy, regionView, surveyStop } from '../../../src/reconcile/evidence.js';
import type { KnownCopy } from '../../../src/reconcile/survey-scope.js';
import { readMarkdown } from '../../support/read-markdown.js';

const NOW = Date.parse('2026-11-02T10:00:00Z');

const page = readFileSync(new URL('../../../docs/reconciliation.md', import.meta.url), 'utf8');
const [, chapter = ''] = page.split('## What proves that a copy does not exist');
const rows = readMarkdown(chapter).tables[0]?.rows ?? [];

/** What a run does, in the words of the page. */
function decision([listed, counts, listing, words = '', policy]: readonly string[]): string {
  const blindSurvey = policy as BlindSurvey;
  const counted = counts === 'not known' ? undefined : Number(counts);
  const view = regionView({ listed: Number(listed), isComplete: listing === 'complete', counted });
  const known: KnownCopy | undefined =
    words === ''
      ? undefined
      : {
          id: 'edc-1',
          seen: words.includes('seen before'),
          ...(words === 'expired' ? { expiresAt: '2026-11-01T10:00Z' } : {}),
        };
  const isAbsent = !words.includes('answer not complete');
  const hidden = known === undefined ? undefined : hiddenCopy(known, { isAbsent, view, blindSurvey, now: NOW });
  const stop = surveyStop(view, blindSurvey, hidden === 'stop' ? known : undefined);
  if (stop !== undefined) return `stops the region: ${stop.code}`;
  if (hidden === 'watch') return 'watches it, and buys nothing for it';
  const isProven = view.kind === 'whole' || blindSurvey === 'trust';
  if (hidden === 'ended') return isProven ? 'buys the next generation' : 'looks, then buys the next generation';
  return isProven ? 'buys' : 'looks at each destination first';
}

describe('the table of proofs in docs/reconciliation.md', () => {
  it('is read completely', () => {
    expect(rows.length).toBeGreaterThanOrEqual(18);
    for (const row of rows) expect(row).toHaveLength(6);
  });

  it.each(rows)('%s listed, %s counted, %s, hidden: %s, %s: %s', (...row) => {
    expect(decision(row)).toBe(row[5]);
  });
});
