import type { WorkflowHandle } from '@temporalio/client';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { currentStatus } from '../../src/client/status/current-status.js';
import { fetchReport } from '../../src/client/fetch-report.js';
import { watchRun } from '../../src/client/status/watch-run.js';
import { reportRegions } from '../../src/report/report-regions.js';
import type { RegionLine } from '../../workflows/messages.js';
import { replicatorForTest } from '../support/shared-server.js';
import { planOf, sourceCaches } from '../support/sources.js';

const COPIES = 40;
/** What a full region holds: no multiple of the steps in which a region once reported. */
const ROOM = 5;
const FULL = 'cn-shanghai';
const REGIONS = ['cn-beijing', FULL, 'cn-hangzhou'];

/** A watch asks each region every 10 s, a status at once; ms, with time for the calls themselves. */
const WATCH_IS_LATE_BY = 15_000;

/** What the UI shows of a workflow. */
async function details(handle: WorkflowHandle): Promise<string> {
  const { currentDetails } = await handle.query<{ currentDetails?: string }>('__temporal_workflow_metadata');
  return currentDetails ?? '';
}

/** The number of ready copies in the line of a region, as in `**cn-beijing**: 12 of 40 ready`. */
function readyIn(text: string, region: string): number {
  return Number(new RegExp(`\\*\\*${region}\\*\\*: (\\d+) of`).exec(text)?.[1] ?? 0);
}

describe('the answers about a run that waits for capacity', () => {
  it('agree with its report, whichever is asked', { timeout: 120_000 }, async () => {
    const { client, taskQueue, simulator } = await replicatorForTest({
      scenario: {
        sources: sourceCaches(COPIES),
        copyTime: '2s',
        regions: { [FULL]: { quota: ROOM }, 'cn-hangzhou': { noStockUntil: '8s' } },
      },
    });
    const plan = planOf({ name: 'true-status', caches: COPIES, regions: REGIONS, policy: { maxInFlight: 5 } });
    const workflowId = 'replicate-true-status';
    const run = await client.workflow.start('replicate', { taskQueue, workflowId, args: [{ plan }] });
    onTestFinished(async () => {
      await run.cancel();
      await run.result().catch(() => undefined);
    });
    const execution = { workflowId, runId: run.firstExecutionRunId };
    const pause = () => new Promise<void>((resolve) => setTimeout(resolve, 1_000));
    const polls = watchRun(client, execution, { every: 1_000, pause: () => Promise.resolve() });
    const report = async () => {
      const { report: built } = await fetchReport(client, execution);
      return new Map(reportRegions(built).map(({ region, counts }) => [region, counts.ready]));
    };
    const readyOf = (lines: readonly RegionLine[], region: string) =>
      lines.find((line) => line.region === region)?.counts.ready ?? -1;

    let last = new Map<string, number>();
    const reports: { readonly at: number; readonly ready: ReadonlyMap<string, number> }[] = [];
    const isWaiting = () => last.get('cn-beijing') === COPIES && last.get('cn-hangzhou') === COPIES;
    for (let samples = 0; !(isWaiting() && last.get(FULL) === ROOM); samples += 1) {
      const before = await report();
      reports.push({ at: Date.now(), ready: before });
      const earlier = reports.findLast(({ at }) => at < Date.now() - WATCH_IS_LATE_BY)?.ready;
      const status = await currentStatus(client, execution);
      const { value: poll } = await polls.next();
      const runText = await details(run);
      const answers = await Promise.all(
        REGIONS.map(async (region) => {
          const shown = await details(client.workflow.getHandle(`${workflowId}/${region}`)).catch(() => '');
          const watched = poll?.kind === 'status' ? readyOf(poll.status.regions, region) : -1;
          return { region, shown, watched, asked: readyOf(status.regions, region), told: readyIn(runText, region) };
        }),
      );
      last = await report();
      const { billed } = simulator.ledger();
      for (const { region, shown, watched, asked, told } of answers) {
        const [least = 0, most = 0] = [before.get(region), last.get(region)];
        expect(asked).toBeGreaterThanOrEqual(least);
        expect(asked).toBeLessThanOrEqual(most);
        expect(watched).toBeGreaterThanOrEqual(earlier?.get(region) ?? 0);
        expect(watched).toBeLessThanOrEqual(most);
        // A region that has not begun to copy shows nothing yet.
        if (shown !== '') expect(readyIn(shown, region)).toBeGreaterThanOrEqual(least);
        expect(readyIn(shown, region)).toBeLessThanOrEqual(most);
        expect(told).toBeLessThanOrEqual(most);
        expect(billed.filter((copy) => copy.region === region).length).toBeGreaterThanOrEqual(most);
      }
      expect(samples).toBeLessThan(90);
      await pause();
    }

    // Nothing changes any more, and the run itself knows the last state of the region that waits.
    await vi.waitUntil(async () => readyIn(await details(run), FULL) === ROOM, { timeout: 30_000, interval: 500 });
    expect(await details(run)).toMatch(
      new RegExp(`${FULL}\\*\\*: ${ROOM} of ${COPIES} ready; capacity: QuotaExceeded`),
    );
    expect(await run.query('status')).toMatchObject({ counts: { ready: 2 * COPIES + ROOM } });
    const signals = async () =>
      ((await run.fetchHistory()).events ?? []).filter(
        ({ workflowExecutionSignaledEventAttributes: signal }) => signal?.signalName === 'progress',
      ).length;
    const sent = await signals();
    for (let second = 0; second < 5; second += 1) await pause();
    expect(await signals()).toBe(sent);
  });
});
