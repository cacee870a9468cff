import { array, assert, asyncProperty, constantFrom, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonSchemas } from '../../../src/report/json-schemas.js';
import { reportOutputs } from '../../../src/report/outputs.js';
import { formatReport, REPORT_FORMATS } from '../../../src/report/report-format.js';
import { markdownReport } from '../../../src/report/report-markdown.js';
import { buildReport, type ReportParts } from '../../../src/report/report.js';
import { printable } from '../../../src/safe-text.js';
import { readMarkdown } from '../../support/read-markdown.js';
import { againstSchema, REPORT_VALIDATORS } from '../../support/report-validators.js';
import { record, SAMPLE_PARTS } from './support/sample-report.js';

const withReason = (reason: string): ReportParts => ({
  ...SAMPLE_PARTS,
  regions: [{ region: 'cn-beijing', records: [record({ state: 'failed', code: 'Other', reason })] }],
});

const REPORTS: readonly [string, ReportParts][] = [
  ['with every outcome', SAMPLE_PARTS],
  ['of a run that goes on', { ...SAMPLE_PARTS, outcome: 'running', finishedAt: undefined }],
  ['of a plan that was refused', { ...SAMPLE_PARTS, planDigest: undefined, regions: [] }],
  ['with words that look like its own syntax', withReason('a|b <i>c</i> & ]]> [d](e) `f` \\| "g" \u0000\r\n| h |')],
];

describe.each(REPORTS)('a report %s', (_what, parts) => {
  const report = buildReport(parts);

  it.each(REPORT_FORMATS)('is valid as %s', async (format) => {
    expect(await REPORT_VALIDATORS[format](await formatReport(report, format))).toEqual([]);
  });

  it('has outputs that satisfy their schema', () => {
    expect(againstSchema('outputs', reportOutputs(report))).toEqual([]);
  });
});

describe('a validator', () => {
  const report = buildReport(SAMPLE_PARTS);

  it.each([
    ['json', '"outcome": "failed"', '"outcome": "lost"'],
    ['json', '"version": 1,', '"version": 1, "more": 1,'],
    ['junit', ' failures="2"', ' failures="two"'],
    ['junit', '<skipped', '<passed/><skipped'],
    ['junit', 'errors="1" time', 'errors="1" skipped="1" time'],
    ['html', '<main', '<main><li>one</li'],
    ['md', '## Regions', '## Regions <b>'],
  ] as const)('of %s finds %j turned into %j', async (format, right, wrong) => {
    const text = await formatReport(report, format);
    expect(text).toContain(right);
    expect(await REPORT_VALIDATORS[format](text.replace(right, wrong))).not.toEqual([]);
  });

  it('of outputs rejects a copy without an id', () => {
    expect(againstSchema('outputs', { 'cn-beijing': { 'edc-1': { bucket: 'b', path: '/p' } } })).not.toEqual([]);
  });
});

describe('a published schema', () => {
  it.each(Object.entries(jsonSchemas()))('of %s has an id and a version of its own', (name, schema) => {
    expect(schema).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $id: `urn:eci-replicator:${name}:1`,
    });
  });
});

describe('text from the service', () => {
  it('is read back from a Markdown cell as it is printable, except for white space', () => {
    assert(
      property(string({ unit: constantFrom(...'ab |\\`*_~<>[]()&#;!-\n'.split('')), minLength: 1 }), (reason) => {
        const { tables } = readMarkdown(markdownReport(buildReport(withReason(reason))));
        const notReady = tables[1];
        expect(notReady?.rows[0]?.[notReady.head.indexOf('reason')]).toBe(
          printable(reason).replace(/\s+/g, ' ').trim(),
        );
      }),
    );
  });

  it('keeps JUnit XML valid whatever it contains', async () => {
    await assert(
      asyncProperty(array(string({ unit: 'binary' }), { minLength: 50 }), async (reasons) => {
        const records = reasons.map((reason) => record({ state: 'failed', code: 'Other', reason }));
        const report = buildReport({ ...SAMPLE_PARTS, regions: [{ region: 'cn-beijing', records }] });
        expect(await REPORT_VALIDATORS.junit(await formatReport(report, 'junit'))).toEqual([]);
      }),
      // A reader of its own is started for each.
      { numRuns: 3 },
    );
  });
});

it('a Markdown report lists every copy once, in cells that a parser reads back', () => {
  const report = buildReport(SAMPLE_PARTS);
  const { headings, tables } = readMarkdown(markdownReport(report));
  expect(headings).toEqual(['Replication of llm-weights: failed', 'Regions', 'Not ready', 'Ready', 'Controls']);
  const [, notReady, ready] = tables;
  const copies = [...(ready?.rows ?? []), ...(notReady?.rows ?? [])].map(([region, source]) => `${region} ${source}`);
  expect(copies.toSorted()).toEqual(report.copies.map(({ region, source }) => `${region} ${source}`).toSorted());
  const reasons = notReady?.rows.map((row) => row[5]);
  expect(reasons).toContain('The quota <100> & more is "full"');
});
