import type { CopyRecord } from '../../../../src/copies/copy-record.js';
import type { ReportParts } from '../../../../src/report/report.js';

/** A record that is on its way nowhere yet; each test says what matters to it. */
export function record(change: Partial<CopyRecord>): CopyRecord {
  return {
    source: 'edc-1',
    bucket: 'models',
    path: '/llama-3',
    name: 'llama-3',
    state: 'planned',
    generation: 0,
    attempts: 0,
    failures: 0,
    ...change,
  };
}

const requestedAt = Date.parse('2026-11-02T10:00:05Z');

/** Every outcome once or more, in three regions; the last of them never started. It was paused for a while. */
export const SAMPLE_PARTS: ReportParts = {
  plan: 'llm-weights',
  planDigest: 'd1gest',
  workflowId: 'replicate-llm-weights',
  runId: 'run-1',
  startedAt: new Date('2026-11-02T10:00:00Z'),
  finishedAt: new Date('2026-11-02T11:00:00Z'),
  outcome: 'failed',
  sourceRegion: 'cn-hongkong',
  regions: [
    {
      region: 'cn-beijing',
      required: true,
      startedAt: Date.parse('2026-11-02T10:00:01Z'),
      endedAt: Date.parse('2026-11-02T10:01:07Z'),
      records: [
        record({
          state: 'ready',
          verdict: 'create',
          id: 'edc-copy-1',
          sizeGiB: 140,
          attempts: 2,
          requestId: 'REQ-1',
          requestedAt,
          readyAt: requestedAt + 61_500,
          expiresAt: '2026-12-02T10:01Z',
        }),
        record({
          source: 'edc-2',
          path: '/qwen',
          state: 'ready',
          verdict: 'adopt',
          id: 'edc-copy-2',
          reason: 'its name differs',
          readyAt: requestedAt,
        }),
      ],
    },
    {
      region: 'cn-shanghai',
      required: false,
      startedAt: Date.parse('2026-11-02T10:00:01Z'),
      endedAt: Date.parse('2026-11-02T11:00:00Z'),
      waits: [
        {
          kind: 'capacity',
          code: 'QuotaExceeded',
          reason: 'The quota <100> & more is "full"',
          from: Date.parse('2026-11-02T10:00:06Z'),
          to: Date.parse('2026-11-02T10:30:00Z'),
        },
        { kind: 'paused', from: Date.parse('2026-11-02T10:30:00Z') },
      ],
      records: [
        record({
          state: 'failed',
          verdict: 'create',
          attempts: 40,
          code: 'QuotaExceeded',
          reason: 'The quota <100> & more is "full"',
          requestId: 'REQ-3',
        }),
        record({
          source: 'edc-2',
          path: '/qwen',
          state: 'conflict',
          verdict: 'conflict',
          id: 'edc-other',
          code: 'PathTaken',
          reason: 'somebody else | has it',
        }),
      ],
    },
    {
      region: 'us-west-1',
      records: [
        record({ state: 'skipped' }),
        record({ source: 'edc-2', bucket: '', path: '', state: 'planned', reason: 'not started' }),
      ],
    },
  ],
  controls: [
    {
      at: Date.parse('2026-11-02T10:30:00Z'),
      control: 'pause',
      by: 'ann@example.com',
      reason: 'a change | of <plan>',
    },
    { at: Date.parse('2026-11-02T10:40:00Z'), control: 'skip', target: 'edc-1 in us-west-1' },
  ],
};
