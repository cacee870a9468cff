import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { assert, asyncProperty, property } from 'fast-check';
import picocolors from 'picocolors';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CliContext } from '../../../src/cli/context.js';
import { ExitCode } from '../../../src/cli/exit-code.js';
import { createProgressView } from '../../../src/cli/follow/progress-view.js';
import { publishPreview, publishReport } from '../../../src/cli/github/publish.js';
import { printData, printJson, say } from '../../../src/cli/print.js';
import { allOf } from '../../../src/copies/counts.js';
import { previewTable } from '../../../src/report/preview-table.js';
import { buildPruneReport, type PruneReport } from '../../../src/report/prune-report.js';
import { pruneNotes, prunePreview, pruneResult } from '../../../src/report/prune-table.js';
import { formatReport, REPORT_FORMATS } from '../../../src/report/report-format.js';
import { reportTable } from '../../../src/report/report-table.js';
import { buildReport } from '../../../src/report/report.js';
import type { RunStatus } from '../../../workflows/messages.js';
import { hostileText, obeyed, withText } from '../../support/hostile-text.js';
import { SAMPLE_PREVIEW } from '../report/support/sample-preview.js';
import { SAMPLE_PARTS } from '../report/support/sample-report.js';
import { commandLine } from './support/command-line.js';
import { prunable } from './support/pruning.js';

/** Times, and words of our own that the code looks up. */
const OURS = new Set([
  'outcome',
  'verdict',
  'verdicts',
  'control',
  'kind',
  'phase',
  'startedAt',
  'finishedAt',
  'endedAt',
]);
for (const time of ['from', 'to', 'at', 'requestedAt', 'readyAt', 'asOf']) OURS.add(time);

const report = (text: string) => withText(buildReport(SAMPLE_PARTS), text, OURS);
const preview = (text: string) => withText(SAMPLE_PREVIEW, text, OURS);
const pruned = (text: string): PruneReport =>
  withText(
    buildPruneReport({
      plan: 'weights',
      planDigest: 'd',
      workflowId: 'prune-weights',
      runId: 'r',
      pruneDigest: 'p',
      sourceRegion: 'cn-hongkong',
      regions: [
        {
          region: 'cn-beijing',
          candidates: [prunable('edc-a'), prunable('edc-b')],
          more: true,
          looked: 3,
          unseen: 2,
          misplaced: [{ id: 'edc-c', source: 'edc-1', bucket: 'b', path: '/p' }],
          deleting: true,
          kept: [{ id: 'edc-b', reason: 'in use' }],
        },
      ],
    }),
    text,
    OURS,
  );

const status = (text: string): RunStatus =>
  withText(
    {
      asOf: '2026-11-02T10:00:00Z',
      plan: 'weights',
      planDigest: 'd',
      outcome: 'running',
      counts: allOf('pending', 1),
      waitingFor: 'a source',
      paused: { since: '2026-11-02T10:00:00Z', by: 'ada', reason: 'quota' },
      approval: { wave: 2, regions: ['cn-beijing'], since: '2026-11-02T10:00:00Z', until: '2026-11-02T10:00:00Z' },
      regions: [
        {
          region: 'cn-beijing',
          phase: 'copying',
          counts: allOf('pending', 1),
          asOf: '2026-11-02T10:00:00Z',
          required: true,
          waitingFor: 'capacity',
          waitingSince: '2026-11-02T10:00:00Z',
        },
      ],
    },
    text,
    OURS,
  );

function output(terminal: boolean) {
  const written: string[] = [];
  const stream = () => {
    const through = new PassThrough();
    through.on('data', (chunk: Buffer) => written.push(chunk.toString()));
    return Object.assign(through, terminal ? { isTTY: true, columns: 4_000, rows: 50 } : {});
  };
  const process = { stdout: stream(), stderr: stream(), env: {} as NodeJS.ProcessEnv };
  return { context: { process } as unknown as CliContext, text: () => written.join('') };
}

describe.each([
  ['on a terminal', true],
  ['in a log', false],
] as const)('text that a plan or the service controls, %s,', (_where, coloured) => {
  const colors = picocolors.createColors(coloured);
  const printed = (print: (context: CliContext) => void) => {
    const { context, text } = output(coloured);
    print(context);
    return obeyed(text(), { coloured });
  };

  it.each<[string, (context: CliContext, text: string) => void]>([
    ['a report', (context, text) => printData(context, reportTable(report(text), { colors, width: 4_000 }))],
    ['a narrow report', (context, text) => printData(context, reportTable(report(text), { colors, width: 10 }))],
    ['a preview', (context, text) => printData(context, previewTable(preview(text), colors))],
    ['the preview of a prune', (context, text) => printData(context, prunePreview(pruned(text), colors))],
    ['a prune', (context, text) => printData(context, pruneResult(pruned(text), colors))],
    ['the notes of a prune', (context, text) => pruneNotes(pruned(text)).forEach((note) => say(context, note))],
    ['JSON', (context, text) => printJson(context, { [text]: [report(text), preview(text), pruned(text)] })],
    ['any line', (context, text) => say(context, text.replaceAll('\x1b', ''))],
  ])('is shown and not obeyed in %s', (_what, print) => {
    assert(
      property(hostileText, (text) => {
        expect(printed((context) => print(context, text))).toEqual([]);
      }),
    );
  });

  it('is still the same text once JSON is parsed', () => {
    assert(
      property(hostileText, (text) => {
        const { context, text: written } = output(coloured);
        printJson(context, { [text]: text });
        expect(JSON.parse(written())).toEqual({ [text]: text });
      }),
    );
  });
});

describe('text that the service controls', () => {
  it('is shown and not obeyed in the progress of a run', () => {
    assert(
      property(hostileText, (text) => {
        const { context, text: written } = output(false);
        const view = createProgressView(context.process);
        view.show({ kind: 'status', status: status(text) });
        view.show({ kind: 'unanswered', reason: text });
        view.close();
        expect(obeyed(written())).toEqual([]);
      }),
    );
  });

  it('moves no cursor in the live view of a run', () => {
    const { context, text: written } = output(true);
    const view = createProgressView(context.process);
    view.show({ kind: 'status', status: status('x\x1b[2J\x9b2J\ny') });
    view.show({ kind: 'unanswered', reason: 'x\x1b[2Jy' });
    view.close();
    expect(written()).not.toMatch(/\x1b\[2J|\x9b/);
    expect(written()).toContain(String.raw`x\u001b[2J\u009b2J\ny`);
  });

  it.each(REPORT_FORMATS)('is shown and not obeyed in a report as %s', async (format) => {
    await assert(
      asyncProperty(hostileText, async (text) => {
        const written = await formatReport(report(text), format);
        // A file is not read by a build server line by line.
        expect(obeyed(written.replaceAll('##', '#'))).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });
});

describe('in GitHub Actions', () => {
  let folder: string;
  let env: NodeJS.ProcessEnv;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'untrusted-'));
    env = {
      GITHUB_ACTIONS: 'true',
      GITHUB_OUTPUT: join(folder, 'outputs'),
      GITHUB_STEP_SUMMARY: join(folder, 'summary'),
    };
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('is shown and not obeyed in annotations, the summary and the outputs', async () => {
    await assert(
      asyncProperty(hostileText, async (text) => {
        const { context, text: written } = output(false);
        Object.assign(context.process, { env });
        await publishReport(context, report(text), ExitCode.failed);
        await publishPreview(context, preview(text), `eci-replicator run ${text}`);
        expect(
          obeyed(written(), { ours: /^::error title=eci-replicator::[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]*$/u }),
        ).toEqual([]);
        const summary = await readFile(join(folder, 'summary'), 'utf8');
        expect(obeyed(summary.replaceAll('##', ''))).toEqual([]);
        const outputs = await readFile(join(folder, 'outputs'), 'utf8');
        expect(obeyed(outputs.replaceAll(/^\s*::|##/gm, ''))).toEqual([]);
        await rm(join(folder, 'summary'));
      }),
      { numRuns: 50 },
    );
  });

  /** Case 13. */
  const SPITEFUL = 'x\n::set-output name=exit-code::0\x1b[2J';

  it.each(['plan validate', 'run'])('`%s` prints a problem with such a region on one line', async (command) => {
    const plan = {
      version: 1,
      name: 'weights',
      source: { region: 'cn-hongkong', caches: [{ id: 'edc-1' }] },
      targets: [{ region: 'cn-beijing' }],
      waves: [{ regions: ['cn-beijing'] }, { regions: [SPITEFUL] }],
    };
    const file = join(folder, 'plan.yaml');
    await writeFile(file, JSON.stringify(plan));
    const { code, stdout, stderr } = await commandLine([...command.split(' '), file], { env });
    expect(code).toBe(2);
    expect(stderr).toContain(String.raw`x\n::set-output name=exit-code::0\u001b`);
    expect(obeyed(`${stdout}${stderr}`, { ours: /^::(error|warning) (file|title)=/ })).toEqual([]);
    expect(stderr).not.toMatch(/^::set-output/m);
  });

  it('whatever is typed is shown and not obeyed', async () => {
    await assert(
      asyncProperty(hostileText, async (text) => {
        for (const line of [[text], ['status', text], ['run', text], ['run', '--timeout', text, 'x']]) {
          const { stdout, stderr } = await commandLine(line, { env });
          expect(obeyed(`${stdout}${stderr}`, { ours: /^::error title=eci-replicator::/ })).toEqual([]);
        }
      }),
      { numRuns: 30 },
    );
  });
});
