import type { CopyRecord } from '../../src/copies/copy-record.js';
import { buildReport, type RegionRecords, type Report } from '../../src/report/report.js';

const MINUTE = 60_000;
const START = Date.parse('2026-11-02T10:00:00Z');
const END = START + 150 * MINUTE;
const PAUSE = { from: START + 52 * MINUTE, to: START + 60 * MINUTE };
const NAMES =
  'cn-beijing cn-shanghai cn-shenzhen cn-chengdu ap-southeast-1 us-west-1 cn-zhangjiakou cn-huhehaote cn-wulanchabu cn-hangzhou ' +
  'cn-nanjing cn-heyuan cn-guangzhou cn-qingdao ap-southeast-3 ap-southeast-5 ap-southeast-6 ap-southeast-7 ap-northeast-1 ' +
  'ap-northeast-2 us-east-1 eu-central-1 eu-west-1 me-east-1 me-central-1';

const FULL = 'The quota of data caches of this region is used up.';

/**
 * The report of a run with `caches` caches to `regions` regions (at most 25). It contains everything that a page must show:
 * regions that were full for a time, one that stayed full, a pause, conflicts, adopted copies and ended generations. The
 * result is always the same.
 */
export function gridReport(caches: number, regions: number): Report {
  return buildReport({
    plan: 'llm-weights',
    planDigest: '9f2c4e6a8b0d1c3e5f7a9b1d3c5e7f9a0b2d4c6e8f1a3b5d7c9e0f2a4b6d8c1e',
    workflowId: 'replicate-llm-weights',
    runId: '0193a7c2-51be-7f44-9d3b-0c2a6d1e8f55',
    startedAt: new Date(START),
    finishedAt: new Date(END),
    outcome: 'partial',
    sourceRegion: 'cn-hongkong',
    regions: NAMES.split(' ')
      .slice(0, regions)
      .map((name, column) => regionOf(name, column, caches, regions)),
    controls: [
      { at: PAUSE.from, control: 'pause', by: 'ann@example.com', reason: 'network maintenance in the target regions' },
      { at: PAUSE.to, control: 'resume', by: 'ann@example.com' },
      { at: PAUSE.to + 2 * MINUTE, control: 'setMaxInFlight', target: '20 in cn-shanghai', by: 'deploy pipeline' },
    ],
  });
}

function regionOf(region: string, column: number, caches: number, regions: number): RegionRecords {
  const startedAt = START + 2_000 + column * 700;
  const last = column === regions - 1;
  const full = column % 3 === 1 || last;
  const wait = { from: startedAt + 12 * MINUTE, to: last ? END : startedAt + (35 + column) * MINUTE };
  const records = Array.from({ length: caches }, (_, row): CopyRecord => {
    const base = recordOf(row, region);
    if (column === 2 && row % 97 === 1) {
      return { ...base, ...CONFLICT, id: `edc-someoneelse${row}` };
    }
    if (column % 4 === 0 && row % 10 === 3) {
      return { ...base, state: 'ready', verdict: 'adopt', id: `edc-found${row}`, readyAt: startedAt + 3_000 };
    }
    const nth = (row + 1) / caches;
    let requestedAt = startedAt + nth * (40 + column) * MINUTE;
    if (full && requestedAt > wait.from) {
      if (last) return { ...base, ...REFUSED, requestId: requestId(row, column) };
      requestedAt = wait.to + (requestedAt - wait.from);
    }
    if (requestedAt > PAUSE.from) requestedAt += PAUSE.to - PAUSE.from;
    const readyAt = requestedAt + (4 + ((row * 7 + column * 3) % 9)) * MINUTE;
    return {
      ...base,
      ...READY,
      id: `edc-${(4_000_000_000 + row * 7_919 + column * 104_729).toString(36)}copy${row}`,
      requestId: requestId(row, column),
      requestedAt,
      readyAt,
      ...(row % 120 === 2 && column === 1
        ? { generation: 1, ended: [{ generation: 0, id: `edc-ended${row}`, code: 'CopyFailed', reason: 'DiskFull' }] }
        : {}),
    };
  });
  const ends = records.flatMap(({ readyAt }) => readyAt ?? []);
  const endedAt = last ? END : Math.max(startedAt, ...ends) + 1_000;
  return {
    region,
    required: column < regions - 2,
    startedAt,
    endedAt,
    waits: [
      ...(full ? [{ kind: 'capacity' as const, code: 'QuotaExceeded', reason: FULL, ...wait }] : []),
      ...(endedAt > PAUSE.to && !last ? [{ kind: 'paused' as const, ...PAUSE }] : []),
    ],
    records,
  };
}

const CONFLICT = {
  state: 'conflict',
  verdict: 'conflict',
  code: 'PathTaken',
  reason: 'a cache that is not ours has this bucket and path',
} as const;

const REFUSED = {
  state: 'failed',
  verdict: 'create',
  attempts: 9,
  code: 'QuotaExceeded',
  reason: FULL,
} as const;

const READY = { state: 'ready', verdict: 'create', attempts: 1, expiresAt: '2026-12-02T10:01Z' } as const;

function recordOf(row: number, region: string): CopyRecord {
  const model = ['llama-3-70b', 'qwen-2.5-72b', 'deepseek-v3', 'mixtral-8x22b'][row % 4] ?? '';
  return {
    source: `edc-bp1${(1_000_000_000_000 + row * 48_271).toString(36)}${row}`,
    bucket: 'models',
    path: row < 4 ? `/${model}/stable` : `/${model}/shard-${String(row).padStart(3, '0')}`,
    name: `${model}-${region}`,
    sizeGiB: 40 + ((row * 37) % 300),
    state: 'planned',
    generation: 0,
    attempts: 0,
    failures: 0,
  };
}

function requestId(row: number, column: number): string {
  const hex = (1_000_000 + row * 7_919 + column * 104_729).toString(16).toUpperCase().padStart(8, '0');
  return `${hex}-51BE-5F44-9D3B-0C2A6D1E8F55`;
}
