import { assert, constantFrom, oneof, property, string } from 'fast-check';
import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { htmlReport } from '../../../src/report/html/html-report.js';
import { buildReport, type ReportParts } from '../../../src/report/report.js';
import { partsSaying } from './support/hostile-parts.js';
import { record, SAMPLE_PARTS } from './support/sample-report.js';

describe('the HTML report', () => {
  const page = open(SAMPLE_PARTS);

  it('shows the outcome, the key figures and the identity of the run', () => {
    expect(textOf(page, 'title')).toBe('llm-weights: failed – replication report');
    expect(textOf(page, 'header')).toMatch(
      /llm-weights ✕ failed 2 of 6 copies ready \(1 adopted\), 1 failed, 1 in conflict/,
    );
    expect(textOf(page, '.figures')).toBe(
      'Copies ready 33.3 % 2 of 6 Regions complete 1 of 3 with every copy ready ' +
        'Start to last ready 1m 6s last in cn-beijing Longest wait for capacity 29m 54s cn-shanghai',
    );
    expect(textOf(page, '.facts')).toMatch(/Workflow replicate-llm-weights Run run-1 Plan digest d1gest/);
  });

  it('has a cell per cache and region that does not rely on colour alone', () => {
    expect(rowsOf(page, '.matrix')).toEqual([
      ['Cache', 'cn-beijing 2 of 2', 'cn-shanghai 0 of 2', 'us-west-1 0 of 2'],
      ['edc-1 models/llama-3 · 140 GiB', 'ready', 'failed', 'skipped'],
      ['edc-2 models/qwen', 'ready', 'conflict', 'pending'],
    ]);
  });

  it('explains per cause why copies are not ready and what to do', () => {
    const groups = [...page.querySelectorAll('.group h3')].map((title) => words(title.textContent));
    expect(groups).toEqual([
      '✕ failed QuotaExceeded 1 copy in cn-shanghai',
      '≠ conflict PathTaken 1 copy in cn-shanghai',
      '○ pending 1 copy in us-west-1',
      '– skipped 1 copy in us-west-1',
    ]);
    expect(words(page.querySelector('.reason')?.textContent)).toBe('The quota <100> & more is "full"');
    expect(words(page.querySelector('.advice')?.textContent)).toMatch(/^What to do: .*quota/);
  });

  it('omits empty columns and marks commands in advice as code', () => {
    const [quota, path] = [...page.querySelectorAll('.group')];
    const columns = (group: Element | undefined) =>
      [...(group?.querySelectorAll('thead th') ?? [])].map((cell) => cell.textContent);
    expect(columns(quota)).toEqual(['Cache', 'Place', 'Attempts', 'Request']);
    expect(columns(path)).toEqual(['Cache', 'Place', 'Attempts', 'Data cache']);
    expect(path?.querySelector('.advice code')?.textContent).toBe('as');
  });

  it('has the figures of the time line as a table, for screen readers', () => {
    expect(rowsOf(page, '#regions table')).toEqual([
      ['Region', 'Required', 'Ready', 'Started', 'Ended', 'Waited on capacity', 'Paused', 'Refused by'],
      ['cn-beijing', 'yes', '2 of 2', '2026-11-02 10:00:01', '2026-11-02 10:01:07', '–', '–', ''],
      ['cn-shanghai', 'no', '0 of 2', '2026-11-02 10:00:01', '2026-11-02 11:00:00', '29m 54s', '30m', 'QuotaExceeded'],
      ['us-west-1', '–', '0 of 2', '–', '–', '–', '–', ''],
    ]);
    const chart = page.querySelector('#time-line svg[role=img]');
    expect(chart?.getAttribute('aria-labelledby')).toBe(page.querySelector('#time-line h2')?.id);
  });

  it('shows who controlled the run and why', () => {
    expect(rowsOf(page, '#controls table')).toEqual([
      ['At', 'What', 'For', 'By', 'Reason'],
      ['2026-11-02 10:30:00', 'paused', 'the run', 'ann@example.com', 'a change | of <plan>'],
      ['2026-11-02 10:40:00', 'skipped', 'edc-1 in us-west-1', '–', '–'],
    ]);
  });

  it('lists the ids of ready copies', () => {
    expect(rowsOf(page, '#ready-copies table')[1]).toEqual([
      'edc-1',
      'edc-copy-1',
      '2026-11-02 10:01:06',
      '1m 1s',
      '2026-12-02T10:01Z',
    ]);
  });

  it('allows only its own style sheet', () => {
    const policy = page.querySelector('meta[http-equiv]')?.getAttribute('content');
    expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-[\w+/]{43}='; base-uri 'none'; form-action 'none'$/);
    expect(page.querySelectorAll('script, link, img, [style], [src], [href^=http]')).toHaveLength(0);
    expect(page.querySelectorAll('style')).toHaveLength(1);
  });

  it.each(['running', 'cancelled'] as const)('is written of a run that is %s, with what is pending', (outcome) => {
    const pending = open({
      ...SAMPLE_PARTS,
      outcome,
      finishedAt: undefined,
      planDigest: undefined,
      regions: [
        {
          region: 'cn-beijing',
          records: [record({ state: 'copying', requestedAt: Date.parse('2026-11-02T10:05:00Z') })],
        },
      ],
    });
    expect(textOf(pending, 'header')).toContain(`${outcome} 0 of 1 copy ready, 1 pending`);
    expect(textOf(pending, '.facts')).toMatch(/Finished not yet/);
    expect(textOf(pending, '.figures')).toMatch(/Start to last ready – no copy became ready/);
    expect(textOf(pending, '.group h3')).toMatch(/pending 1 copy in cn-beijing/);
    expect(pending.querySelector('#ready-copies')).toBeNull();
  });

  it('can be written for a run without copies', () => {
    const empty = open({ ...SAMPLE_PARTS, regions: [], controls: undefined });
    expect(textOf(empty, '#matrix')).toBe('Caches by region No copies of this run are known.');
    expect(empty.querySelectorAll('section')).toHaveLength(1);
  });

  it('has the same elements whatever text the plan, people and the service provide', () => {
    const shape = shapeOf(open(partsSaying('x')));
    const spiteful = constantFrom(
      '</td><script>alert(1)</script>',
      '</style></title><img src=x onerror=alert(1)>',
      '" onmouseover="alert(1)',
      "'><svg onload=alert(1)>",
      '<!-- ',
      '&lt;script&gt; &quot;',
      ']]>',
      '`<b>`',
      '\n',
    );
    assert(
      property(oneof(spiteful, string({ unit: 'binary' })), (text) => {
        const told = open(partsSaying(text));
        expect(shapeOf(told)).toEqual(shape);
      }),
      { numRuns: 60 },
    );
  });

  it.each(['<script>alert(1)</script>', '" onmouseover="alert(1)', '&amp;lt;'])('says %s as it was said', (text) => {
    const told = open(partsSaying(text));
    expect(told.querySelector('h1')?.textContent).toBe(`${text}-plan`);
    expect(told.querySelector('.reason')?.textContent).toContain(`${text}-reason`);
    expect(told.querySelector('#time-line svg[role=img]')?.textContent).toContain(`${text}-region`);
  });
});

function open(parts: ReportParts) {
  return parseHTML(htmlReport(buildReport(parts))).document;
}

type Page = ReturnType<typeof open>;

function textOf(page: Page, selector: string): string {
  const separate = (node: Element): string =>
    [...node.childNodes]
      .map((child) => (child.nodeType === 1 ? separate(child as Element) : (child.textContent ?? '')))
      .join(' ');
  const found = page.querySelector(selector);
  return found === null ? '' : words(separate(found));
}

function words(text: string | null | undefined): string {
  return (text ?? '').replace(/\s+/g, ' ').trim();
}

function rowsOf(page: Page, selector: string): string[][] {
  const rows = page.querySelector(selector)?.querySelectorAll('tr') ?? [];
  return [...rows].map((row) => [...row.querySelectorAll('th, td')].map((cell) => words(cell.textContent)));
}

/** Every element with the names of its attributes. */
function shapeOf(page: Page): string[] {
  return [...page.querySelectorAll('*')].map(
    (element) => `${element.localName} ${[...element.attributes].map(({ name }) => name).join(' ')}`,
  );
}
