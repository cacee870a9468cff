import { describe, expect, it } from 'vitest';
import { allOf } from '../../../src/copies/counts.js';
import { countVerdicts } from '../../../src/copies/verdict.js';
import type { RunStatus } from '../../../workflows/messages.js';
import { previewDetails, previewHelp } from '../../../workflows/preview/preview-plan.js';
import { previewLine } from '../../../workflows/preview/preview-region.js';
import { record } from '../report/support/sample-report.js';

const verdicts = countVerdicts([record({ verdict: 'create' }), record({ verdict: 'create' }), record({})]);
const preview = { region: 'cn-beijing', verdicts, createGiB: 7, usage: { used: 3, max: 9 }, verdictDigest: 'd' };

describe('a preview in the UI', () => {
  it('is one line per region: verdicts, quota, and why it was not surveyed', () => {
    expect(previewLine(preview)).toBe('- **cn-beijing**: create 2; none 1; 3 of 9 caches in use');
    const stop = { code: 'SurveyBlind', reason: 'nothing is listed' };
    expect(previewLine({ ...preview, usage: {}, stop })).toMatch(/; not surveyed: SurveyBlind: nothing is listed$/);
  });

  it('says that nothing is copied, and which regions have been surveyed', () => {
    const status: RunStatus = {
      asOf: '2026-11-02T10:00:00.000Z',
      plan: 'llm-weights',
      planDigest: 'd1gest',
      outcome: 'running',
      counts: allOf('pending', 6),
      regions: ['cn-beijing', 'cn-shanghai'].map((region) => ({
        region,
        phase: 'surveying',
        counts: allOf('pending', 3),
        required: true,
        asOf: '2026-11-02T10:00:00.000Z',
      })),
    };
    expect(previewDetails(status, [preview]).split('\n')).toEqual([
      '**llm-weights**: a preview, nothing is copied; 1 of 2 regions surveyed',
      '',
      previewLine(preview),
      '- **cn-shanghai**: surveying',
    ]);
    expect(previewDetails({ ...status, waitingFor: 'sources' }, []).split('\n')[1]).toBe('Waiting for: sources');
  });

  it('explains itself and its queries', () => {
    const help = previewHelp('llm-weights');
    expect(help).toMatch(/copies nothing/);
    expect(help).toContain('expectDigest');
  });
});
