import { controlText } from '../../controls/controls.js';
import { durationText } from '../figure-text.js';
import { reportRegions } from '../report-regions.js';
import type { Report } from '../report.js';
import { waited } from '../waited.js';
import { DataTable } from './data-table.js';
import { Time, TimeOrDash } from './marks.js';

/** The figures behind the time line. */
export function Regions({ report }: { readonly report: Report }) {
  if (report.regions.length === 0) return null;
  const counts = new Map(reportRegions(report).map((region) => [region.region, region.counts]));
  return (
    <section id="regions">
      <h2>Regions</h2>
      <DataTable
        label="Table of regions"
        head={['Region', 'Required', 'Ready', 'Started', 'Ended', 'Waited on capacity', 'Paused', 'Refused by']}
        rows={report.regions.map((region) => [
          region.region,
          requiredText(region.required),
          `${counts.get(region.region)?.ready ?? 0} of ${counts.get(region.region)?.planned ?? 0}`,
          <TimeOrDash at={region.startedAt} />,
          <TimeOrDash at={region.endedAt} />,
          waitText(waited(report, region, 'capacity')),
          waitText(waited(report, region, 'paused')),
          [...new Set(region.waits.flatMap(({ code }) => code ?? []))].join(', '),
        ])}
      />
    </section>
  );
}

function requiredText(required: boolean | null): string {
  if (required === null) return '–';
  return required ? 'yes' : 'no';
}

function waitText(ms: number): string {
  return ms === 0 ? '–' : durationText(ms);
}

/** Who controlled the run while it was under way, and why. */
export function Controls({ controls }: { readonly controls: Report['controls'] }) {
  if (controls.length === 0) return null;
  return (
    <section id="controls">
      <h2>Controls</h2>
      <DataTable
        label="Controls of the run"
        head={['At', 'What', 'For', 'By', 'Reason']}
        rows={controls.map(({ at, control, target, by, reason }) => [
          <Time at={at} />,
          controlText(control),
          target ?? 'the run',
          by ?? '–',
          reason ?? '–',
        ])}
      />
    </section>
  );
}
