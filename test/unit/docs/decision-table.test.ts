import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { FormerCopy } from '../../../src/copies/copy-record.js';
import type { DataCache } from '../../../src/eci/eci.js';
import { copyTags } from '../../../src/reconcile/copy-tags.js';
import { type SurveyScope, surveyVerdict } from '../../../src/reconcile/survey-verdict.js';
import { cache } from '../activities/support/samples.js';

const NOW = Date.parse('2026-11-02T10:00:00Z');
const wanted = { source: 'edc-source', bucket: 'models', path: '/llama-3', name: 'llama-3' };

/** The page's words for what exists, each of which adds something to the world of the row. */
function world(words: string): DataCache[] {
  const [main = '', beside] = words.split(' alongside ');
  const foreign = beside === undefined && main !== 'a cache without our tags' ? [] : [cache()];
  const ofAnotherSource = main.includes('copy of another source');
  if (!main.startsWith('ours') && !ofAnotherSource) return foreign;

  const plan = /another plan/.test(main) ? 'other' : 'llm-weights';
  const source = ofAnotherSource ? 'edc-other-source' : wanted.source;
  const copies = [...main.matchAll(/(?:generations?|and) (\d)(?:,? (Available|being created|Failed))?/g)].map(
    ([, generation, status]) => ({ generation: Number(generation), status }),
  );
  if (copies.length === 0) copies.push({ generation: 0, status: undefined });
  const status = /Deleting|Failed|Available/.exec(main)?.[0];
  const expiry = main.includes('in an hour') ? '2026-11-02T11:00Z' : '2026-11-03T11:00Z';
  return [
    ...copies.map((one) =>
      cache({
        id: `edc-generation-${one.generation}`,
        name: wanted.name,
        tags: copyTags(
          { ...wanted, source, sourceRegion: 'cn-hongkong', region: 'cn-beijing', generation: one.generation },
          plan,
          {},
        ),
        status: statusOf(one.status ?? (main.includes('an unknown status') ? 'Frozen' : status)),
        ...(main.includes('expires') ? { expiresAt: expiry } : {}),
      }),
    ),
    ...foreign,
  ];
}

function statusOf(words: string | undefined): string {
  return words === 'being created' ? 'Creating' : (words ?? 'Available');
}

function scope(words: string): SurveyScope {
  return {
    plan: 'llm-weights',
    sourceRegion: 'cn-hongkong',
    tags: {},
    ...(words.includes('renewBefore: 24h') ? { renewBefore: 24 * 3_600_000 } : {}),
    renew: words.includes('renew: replace') ? 'replace' : 'beside',
    supersede: words.includes('supersede: replace') ? 'replace' : 'conflict',
  };
}

const generations = (formers: readonly FormerCopy[] = []) =>
  formers.map(({ generation }) => `generation ${generation}`).join(', ');

const page = readFileSync(new URL('../../../docs/reconciliation.md', import.meta.url), 'utf8');
const [, table = ''] = page.split('## The verdicts');
const [rowsOnly = ''] = table.split('\nA conflict');
const rows = [...rowsOnly.matchAll(/^\| (.+) \|$/gm)]
  .slice(2)
  .map(([, row = '']) => row.split('|').map((cell) => cell.trim()));

describe('the decision table of docs/reconciliation.md', () => {
  it('is read completely', () => {
    expect(rows.length).toBeGreaterThanOrEqual(24);
    for (const row of rows) expect(row).toHaveLength(6);
  });

  it.each(rows)('%s; %s: %s, generation %s', (stands, says, verdict, generation, first, afterwards) => {
    const found = surveyVerdict(wanted, world(stands ?? ''), scope(says ?? ''), NOW);
    expect('code' in found ? `${found.verdict} ${found.code}` : found.verdict).toBe(verdict);
    expect('generation' in found ? String(found.generation) : '').toBe(generation);
    expect('deleteFirst' in found ? generations(found.deleteFirst) : '').toBe(first);
    expect('deleteAfterwards' in found ? generations(found.deleteAfterwards) : '').toBe(afterwards);
  });
});
