import { durationText } from '../duration-text.js';
import type { Report } from '../report.js';
import { reportRegions } from '../report-regions.js';
import { waited } from '../waited.js';
import { DataTable } from './data-table.js';
import { TimeOrDash } from './time.js';

/** What the time line draws, in figures. */
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
          lasted(waited(report, region, 'capacity')),
          lasted(waited(report, region, 'paused')),
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

function lasted(ms: number): string {
  return ms === 0 ? '–' : durationText(ms);
}
