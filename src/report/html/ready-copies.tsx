import { durationText } from '../duration-text.js';
import type { Report, ReportCopy } from '../report.js';
import { reportRegions } from '../report-regions.js';
import { DataTable } from './data-table.js';
import { TimeOrDash } from './time.js';

/** The ids to mount, folded by region: there may be thousands. */
export function ReadyCopies({ report }: { readonly report: Report }) {
  const regions = reportRegions({ copies: report.copies.filter(({ outcome }) => outcome === 'ready') });
  if (regions.length === 0) return null;
  return (
    <section id="ready-copies">
      <h2>Ready copies</h2>
      {regions.map(({ region, copies }) => (
        <details>
          <summary>
            {region} <small>{copies.length}</small>
          </summary>
          <DataTable
            label={`Ready copies in ${region}`}
            head={['Cache', 'Data cache', 'Ready', 'Took', 'Expires']}
            rows={copies.map((copy) => [
              copy.source,
              copy.dataCacheId,
              <TimeOrDash at={copy.readyAt} />,
              took(copy),
              copy.expiresAt ?? 'never',
            ])}
          />
        </details>
      ))}
    </section>
  );
}

function took({ verdict, requestedAt, readyAt }: ReportCopy): string {
  if (verdict === 'adopt') return 'found';
  return requestedAt === null || readyAt === null ? '–' : durationText(Date.parse(readyAt) - Date.parse(requestedAt));
}
