import type { Report } from '../report.js';
import { DataTable } from './data-table.js';

/** What a bill has more of than there are copies. */
export function EndedGenerations({ report }: { readonly report: Report }) {
  const rows = report.copies.flatMap(({ region, source, ended }) =>
    ended.map(({ generation, dataCacheId, code, reason }) => [source, region, generation, dataCacheId, code, reason]),
  );
  if (rows.length === 0) return null;
  return (
    <section id="ended-generations">
      <h2>Ended generations</h2>
      <p>Copies that ended before the one that counts; each may be on the bill.</p>
      <DataTable
        label="Ended generations"
        head={['Cache', 'Region', 'Generation', 'Data cache', 'Code', 'Reason']}
        rows={rows}
      />
    </section>
  );
}
