import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { startFormUrl } from '../../src/client/ui-address.js';
import type { RunStatus } from '../../workflows/messages.js';
import { startTemporalServer, type TemporalServer } from '../integration/support/temporal-server.js';
import { openBrowser } from '../support/browser.js';
import { openReplicator, type Replicator } from '../support/replicator.js';
import { keepScreenshot } from '../support/screenshot.js';
import { planOf, sourceCaches } from '../support/sources.js';
import { TemporalUi } from './support/temporal-ui.js';

const SOON = { timeout: 60_000, interval: 100 };

describe('the Temporal UI', () => {
  let server: TemporalServer;
  let replicator: Replicator;
  let browser: Browser;
  let page: Page;
  let ui: TemporalUi;
  beforeAll(async () => {
    server = await startTemporalServer({ ui: true });
    const scenario = {
      sources: sourceCaches(4),
      copyTime: '2s',
      regions: { 'cn-beijing': { quota: 1 } },
    };
    replicator = await openReplicator({ address: server.address, scenario });
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await replicator?.close();
    await server?.stop();
  });
  beforeEach(async () => {
    page = await browser.newPage({ viewport: { width: 1400, height: 1300 } });
    ui = new TemporalUi(page, server.uiAddress ?? '');
    return () => page.close();
  });

  function link(workflowId: string): string {
    const { taskQueue } = replicator;
    return startFormUrl({ ui: server.uiAddress ?? '', namespace: 'default', taskQueue, workflowId });
  }

  it('starts a run from its form, shows its progress and why it waits, pauses and resumes it, and approves a wave', async () => {
    const plan = {
      ...planOf({ name: 'ui', caches: 4, regions: ['cn-beijing', 'cn-shanghai'] }),
      waves: [{ regions: ['cn-beijing'] }, { regions: ['cn-shanghai'], after: 'approval' }],
    };
    await ui.startFromForm(link('replicate-ui'), JSON.stringify({ plan }));
    await keepScreenshot(page, 'temporal-ui/1-form');
    const handle = replicator.client.workflow.getHandle('replicate-ui');
    const status = () => handle.query<RunStatus>('status');
    const until = (when: (now: RunStatus) => boolean) => vi.waitUntil(async () => when(await status()), SOON);
    await vi.waitUntil(
      () =>
        status().then(
          () => true,
          () => false,
        ),
      SOON,
    );
    const { runId } = await handle.describe();

    await until(({ regions }) => regions[0]?.waitingFor?.startsWith('capacity') === true);
    await ui.open('replicate-ui', runId, 'user-metadata');
    await page.getByText('ui: 4 copies to cn-beijing').waitFor();
    await vi.waitUntil(
      async () => /cn-beijing: \d of 4 ready; capacity: QuotaExceeded/.test(await ui.currentDetails()),
      SOON,
    );
    await keepScreenshot(page, 'temporal-ui/2-waiting-for-capacity');
    const { runId: regionRun } = await replicator.client.workflow.getHandle('replicate-ui/cn-beijing').describe();
    await ui.open('replicate-ui/cn-beijing', regionRun, 'history');
    await page
      .getByText(/edc-source000\d to cn-beijing, probing for capacity/)
      .first()
      .waitFor();
    await keepScreenshot(page, 'temporal-ui/3-probe');

    await ui.open('replicate-ui', runId, 'history');
    await ui.sendUpdate('pause', '{"by": "ada", "reason": "a look"}');
    await until(({ paused }) => paused?.by === 'ada');
    await ui.open('replicate-ui', runId, 'user-metadata');
    await vi.waitUntil(
      async () => /Paused since .* \(ada: a look\): send resume/.test(await ui.currentDetails()),
      SOON,
    );
    await keepScreenshot(page, 'temporal-ui/4-paused');
    await ui.open('replicate-ui', runId, 'history');
    await ui.sendUpdate('resume', '{}');
    await until(({ paused }) => paused === undefined);
    Object.assign(replicator.simulator.scenario.regions['cn-beijing'] ?? {}, { quota: 1_000 });

    await until(({ approval }) => approval?.wave === 2);
    await ui.open('replicate-ui', runId, 'user-metadata');
    await vi.waitUntil(
      async () =>
        /Wave 2 waits for approval until .* UTC: send approveWave with \{"wave": 2\}/.test(await ui.currentDetails()),
      SOON,
    );
    await keepScreenshot(page, 'temporal-ui/5-wave-waits');
    await ui.open('replicate-ui', runId, 'history');
    await ui.sendUpdate('approveWave', '{"wave": 2, "by": "grace"}');
    expect(await handle.result()).toMatchObject({ outcome: 'ready', counts: { ready: 8 } });
    await ui.open('replicate-ui', runId, 'history');
    await page.getByText('Completed').first().waitFor();
    await keepScreenshot(page, 'temporal-ui/6-completed');
    expect((await handle.describe()).memo?.['controls']).toMatchObject([
      { control: 'pause', by: 'ada', reason: 'a look' },
      { control: 'resume' },
      { control: 'approveWave', target: 'wave 2', by: 'grace' },
    ]);
  });

  it('shows with its help query what can be sent, with examples to paste', async () => {
    const handle = await replicator.client.workflow.start('replicate', {
      taskQueue: replicator.taskQueue,
      workflowId: 'replicate-help',
      args: [{ plan: planOf({ name: 'help', caches: 1, regions: ['cn-shenzhen'] }) }],
    });
    await ui.open('replicate-help', handle.firstExecutionRunId, 'query');
    await ui.runQuery('help');
    await page.locator('.cm-content').filter({ hasText: 'approveWave' }).waitFor();
    await keepScreenshot(page, 'temporal-ui/7-help');
    await handle.result();
  });

  it('answers an invalid input with a failed run whose message says what to type', async () => {
    await ui.startFromForm(link('replicate-bad'), '{"plam": "x.yaml"}');
    const handle = replicator.client.workflow.getHandle('replicate-bad');
    await vi.waitUntil(
      () =>
        handle.describe().then(
          ({ status }) => status.name === 'FAILED',
          () => false,
        ),
      SOON,
    );
    const { runId } = await handle.describe();
    await ui.open('replicate-bad', runId, 'history');
    await page
      .getByText(/did you mean `plan`/)
      .first()
      .waitFor();
    await page
      .getByText(/Type one JSON object as input/)
      .first()
      .waitFor();
    await keepScreenshot(page, 'temporal-ui/8-bad-input');
  });
});
