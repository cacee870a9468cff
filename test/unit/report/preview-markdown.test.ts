import { describe, expect, it } from 'vitest';
import { markdownPreview } from '../../../src/report/preview-markdown.js';
import { readMarkdown } from '../../support/read-markdown.js';
import { againstSchema } from '../../support/report-validators.js';
import { previewOf, SAMPLE_PREVIEW } from './support/sample-preview.js';
import { record } from './support/sample-report.js';

const RUN = 'eci-replicator run plan.yaml --expect-digest d1gest';

describe('a preview as Markdown', () => {
  const text = markdownPreview(SAMPLE_PREVIEW, RUN);
  const { headings, tables, alien } = readMarkdown(text);

  it('has the verdicts per region and every copy that is not adopted, blocked ones first', () => {
    expect(headings).toEqual(['Preview of llm-weights', 'Not adopted']);
    expect(tables[0]?.head).toContain('recreate');
    expect(tables[0]?.rows.map(([region]) => region)).toEqual(['cn-beijing', 'cn-shanghai']);
    expect(tables[1]?.rows.map(([verdict, source]) => [verdict, source])).toEqual([
      ['conflict', 'edc-4'],
      ['none', 'edc-1'],
      ['create', 'edc-1'],
      ['recreate', 'edc-3'],
    ]);
    expect(alien).toEqual([]);
  });

  it('shows the digest, an unknown quota, and the command that applies the preview', () => {
    expect(text).toContain('- preview digest: `d1gest`\n');
    expect(text).toContain('- cn-shanghai: the quota is not known: ListUsage was refused: NoPermission\n');
    expect(text).toContain(`\n    ${RUN}\n`);
  });

  it('has no table of copies if all are adopted', () => {
    const settled = previewOf({ 'cn-beijing': { records: [record({ verdict: 'adopt', state: 'ready' })] } });
    expect(readMarkdown(markdownPreview(settled, RUN)).headings).toEqual(['Preview of llm-weights']);
  });
});

it('a preview satisfies the published schema', () => {
  expect(againstSchema('preview', SAMPLE_PREVIEW)).toEqual([]);
  expect(againstSchema('preview', { ...SAMPLE_PREVIEW, previewDigest: undefined })).not.toEqual([]);
});
