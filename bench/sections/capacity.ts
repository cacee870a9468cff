import { obtainTestServer } from '../../scripts/binaries/test-server.js';
import { type CapacityDay, capacityDay } from '../figures/capacity-day.js';
import type { Section, Setting } from './section.js';

/** What it costs to wait for one region's quota, on a time-skipping server. */
export async function capacity({ quick, say }: Setting): Promise<Section> {
  const testServerPath = await obtainTestServer();
  const days: CapacityDay[] = [];
  for (const window of quick ? [100] : [100, 500]) {
    say(`  window ${window}`);
    days.push(await capacityDay({ testServerPath, window, ...(quick && { copies: 200, outageHours: 4 }) }));
  }
  const head = [
    'window',
    'refused calls',
    'bound',
    'lookups',
    'events before the wait',
    'events during the wait',
    'histories',
    'room noticed after, s',
    'window full after that, s',
  ];
  const [day] = days;
  return {
    title: 'A day without quota',
    about: `${day?.copies} copies wait ${day?.outageHours} h for one region's quota, maxRetry 10 m, on a time-skipping server; another region continues.`,
    table: {
      head,
      rows: days.map((figures) => [
        String(figures.window),
        String(figures.calls),
        String(figures.bound),
        String(figures.lookups),
        String(figures.historyEvents - figures.eventsWhileWaiting),
        String(figures.eventsWhileWaiting),
        String(figures.histories),
        (figures.noticedAfterMs / 1000).toFixed(0),
        (figures.fullAfterMs / 1000).toFixed(1),
      ]),
    },
    targets: days.flatMap((figures) => [
      { what: `refused calls, window ${figures.window}`, measured: figures.calls, bound: { atMost: figures.bound } },
      {
        what: `seconds from the lift to a full window of ${figures.window}`,
        measured: (figures.noticedAfterMs + figures.fullAfterMs) / 1000,
        bound: { atMost: figures.maxRetryMs / 1000 },
      },
      { what: `copies billed twice, window ${figures.window}`, measured: figures.duplicates, bound: { atMost: 0 } },
    ]),
    figures: days,
  };
}
