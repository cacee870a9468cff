import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { FormerCopy } from '../../../src/copies/copy-record.js';
import type { DataCache } from '../../../src/eci/eci.js';
import { copyTags } from '../../../src/reconcile/copy-tags.js';
import type { SurveyScope, WantedCopy } from '../../../src/reconcile/survey-scope.js';
import { surveyVerdict } from '../../../src/reconcile/survey-verdict.js';
import { readMarkdown } from '../../support/read-markdown.js';
import { cache } from '../activities/support/samples.js';

const DAY_MS = 86_400_000;
const NOW = Date.parse('2026-11-02T10:00:00Z');
const wanted = { source: 'edc-source', bucket: 'models', path: '/llama-3', name: 'llama-3' };

/** The page's words for what exists, each of which adds something to the world of the row. */
function world(words: string): DataCache[] {
  const [main = '', beside] = words.split(' alongside ');
  if (main.startsWith('nothing')) return [];
  const isForeign = beside !== undefined || main.startsWith('a cache without our tags');
  const foreign = isForeign ? [cache({ status: main.includes('Deleting') ? 'Deleting' : 'Available' })] : [];
  const ofAnotherSource = main.includes('copy of another source');
  if (!main.startsWith('ours') && !ofAnotherSource) return foreign;

  const plan = /another plan/.test(main) ? 'other' : 'llm-weights';
  const source = ofAnotherSource ? 'edc-other-source' : wanted.source;
  const [mine = '', below] = main.split(' below ');
  if (below !== undefined) {
    const above = world(`ours, ${below.replace("another plan's ", '')}, of another plan`);
    return [...world(mine), ...above];
  }
  const copies = [...main.matchAll(/(?:generations?|and) (\d)(?:,? (Available|being created|Failed))?/g)].map(
    ([, generation, status]) => ({ generation: Number(generation), status, twin: false }),
  );
  if (main.includes('a twin of it')) copies.push(...copies.map((one) => ({ ...one, twin: true })));
  if (copies.length === 0) copies.push({ generation: 0, status: undefined, twin: false });
  const status = /Deleting|Failed|Available/.exec(main)?.[0];
  const expiry = main.includes('in an hour') ? '2026-11-02T11:00Z' : '2026-11-03T11:00Z';
  return [
    ...copies.map((one) =>
      cache({
        id: `edc-${one.twin ? 'twin' : 'generation'}-${one.generation}`,
        name: wanted.name,
        tags: copyTags(
          { ...wanted, source, sourceRegion: 'cn-hongkong', region: 'cn-beijing', generation: one.generation },
          plan,
          {},
        ),
        status: statusOf(one.status ?? (main.includes('an unknown status') ? 'Frozen' : status)),
        ...(main.includes('expires') ? { expiresAt: expiry, ...granted(main, expiry) } : {}),
      }),
    ),
    ...foreign,
  ];
}

/** When a copy was created that was granted so many days. */
function granted(words: string, expiry: string): { createdAt?: string } {
  const [, days] = /of (\d+) days granted/.exec(words) ?? [];
  return days === undefined ? {} : { createdAt: new Date(Date.parse(expiry) - Number(days) * DAY_MS).toISOString() };
}

/** What is known of the copy besides what exists. */
function knownOf(words: string): Pick<WantedCopy, 'generation' | 'known'> {
  const [, last] = /generations 0 to (\d) are known to have ended/.exec(words) ?? [];
  const isRequested = words.includes('requested for 90');
  return {
    ...(last === undefined ? {} : { generation: Number(last) + 1 }),
    ...(isRequested ? { known: { id: 'edc-generation-2', retentionDays: 90 } } : {}),
  };
}

function statusOf(words: string | undefined): string {
  return words === 'being created' ? 'Creating' : (words ?? 'Available');
}

function scope(words: string): SurveyScope {
  return {
    plan: 'llm-weights',
    sourceRegion: 'cn-hongkong',
    tags: {},
    ...(words.includes('renewBefore: 24h') ? { renewBefore: DAY_MS } : {}),
    ...(words.includes('renewBefore: 40d') ? { renewBefore: 40 * DAY_MS } : {}),
    ...(words.includes('retention 90d') ? { retentionDays: 90 } : {}),
    renew: words.includes('renew: replace') ? 'replace' : words.includes('renew: extend') ? 'extend' : 'beside',
    supersede: words.includes('supersede: replace') ? 'replace' : 'conflict',
  };
}

const generations = (formers: readonly FormerCopy[] = []) =>
  formers.map(({ generation }) => `generation ${generation}`).join(', ');

const page = readFileSync(new URL('../../../docs/reconciliation.md', import.meta.url), 'utf8');
const [, table = ''] = page.split('## The verdicts');
const rows = readMarkdown(table).tables[0]?.rows ?? [];

describe('the decision table of docs/reconciliation.md', () => {
  it('is read completely', () => {
    expect(rows.length).toBeGreaterThanOrEqual(30);
    for (const row of rows) expect(row).toHaveLength(6);
  });

  it.each(rows)('%s; %s: %s, generation %s', (stands, says, verdict, generation, first, afterwards) => {
    const found = surveyVerdict({ ...wanted, ...knownOf(stands ?? '') }, world(stands ?? ''), scope(says ?? ''), NOW);
    expect('code' in found ? `${found.verdict} ${found.code}` : found.verdict).toBe(verdict);
    expect('generation' in found ? String(found.generation) : '').toBe(generation);
    expect('deleteFirst' in found ? generations(found.deleteFirst) : '').toBe(first);
    expect('deleteAfterwards' in found ? generations(found.deleteAfterwards) : '').toBe(afterwards);
  });
});
