import { assert, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeXml, junitReport } from '../../../src/report/junit.js';
import { reportOutputs } from '../../../src/report/outputs.js';
import { formatReport, parseReportTarget } from '../../../src/report/report-format.js';
import { markdownReport } from '../../../src/report/report-markdown.js';
import { buildReport } from '../../../src/report/report.js';
import { SAMPLE_PARTS } from './support/sample-report.js';

const report = buildReport(SAMPLE_PARTS);

describe('the target of a report', () => {
  it.each([
    ['report.json', 'json', 'report.json'],
    ['out/report.md', 'md', 'out/report.md'],
    ['report.xml', 'junit', 'report.xml'],
    ['junit=results.txt', 'junit', 'results.txt'],
    ['report.html', 'html', 'report.html'],
    ['html=report', 'html', 'report'],
    ['report.HTM', 'html', 'report.HTM'],
    ['JSON=a=b', 'json', 'a=b'],
  ])('%s is read as %s', (text, format, file) => {
    expect(parseReportTarget(text)).toEqual({ format, file });
  });

  it.each([
    ['report', /has no report format/],
    ['report.constructor', /constructor is not a report format/],
    ['yaml=report', /yaml is not a report format/],
  ])('%s is refused with a sentence', (text, sentence) => {
    expect(() => parseReportTarget(text)).toThrow(sentence);
  });
});

describe('the JSON report', () => {
  it('is the report itself', async () => {
    expect(JSON.parse(await formatReport(report, 'json'))).toEqual(report);
  });
});

describe('the JUnit report', () => {
  const xml = junitReport(report);

  it('matches its snapshot', () => {
    expect(xml).toMatchSnapshot();
  });

  it('has one suite per region and one case per copy', () => {
    expect(xml.match(/<testsuite /g)).toHaveLength(3);
    expect(xml.match(/<testcase /g)).toHaveLength(6);
    expect(xml).toContain('tests="6" failures="2" errors="1" time');
    expect(xml).toContain('tests="2" failures="0" errors="1" skipped="1"');
  });

  it('reports no error for a pending copy while the run is under way', () => {
    expect(junitReport({ ...report, outcome: 'running' })).toContain('tests="2" failures="0" errors="0" skipped="2"');
  });

  it('escapes any text so that a parser reads it back, with U+FFFD for what XML cannot represent', () => {
    assert(
      property(string({ unit: 'binary' }), (text) => {
        const escaped = escapeXml(text);
        expect(escaped).not.toMatch(/[<>"'\p{Cc}\uFFFE\uFFFF]/u);
        expect(escaped.replace(/&(amp|lt|gt|quot|apos|#9|#10|#13);/g, '')).not.toContain('&');
        const before = Array.from(text);
        const after = Array.from(unescaped(escaped));
        expect(after.filter((character, i) => character !== before[i] && character !== '\uFFFD')).toEqual([]);
      }),
    );
    expect(unescaped(escapeXml('a<b & "c" \t\u0000\uD800'))).toBe('a<b & "c" \t\uFFFD\uFFFD');
  });
});

describe('the Markdown report', () => {
  it('matches its snapshot', () => {
    expect(markdownReport(report)).toMatchSnapshot();
  });

  it('escapes reasons, so that they cannot end a cell or become HTML', () => {
    const rows = markdownReport(report)
      .split('\n')
      .filter((line) => line.startsWith('| cn-shanghai | edc'));
    expect(rows.map((row) => row.split('|').length)).toEqual([9, 9]);
    expect(rows.join('')).not.toMatch(/<100>/);
  });
});

describe('the outputs', () => {
  it('hold only ready copies, by region and source', () => {
    expect(reportOutputs(report)).toEqual({
      'cn-beijing': {
        'edc-1': { id: 'edc-copy-1', bucket: 'models', path: '/llama-3', expiresAt: '2026-12-02T10:01Z' },
        'edc-2': { id: 'edc-copy-2', bucket: 'models', path: '/qwen', expiresAt: null },
      },
    });
  });
});

function unescaped(text: string): string {
  const characters: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
  return text.replace(/&(#?)(\w+);/g, (_whole, code, name) =>
    code === '#' ? String.fromCharCode(Number(name)) : (characters[name] ?? ''),
  );
}
