import type { Matrix, MatrixRow } from '../matrix.js';
import type { ReportRegion } from '../report-regions.js';
import type { ReportCopy } from '../report.js';
import { ScrollBox } from './data-table.js';
import { OutcomeMark } from './marks.js';

/** With more regions, a cell shows a sign only; a screen reader still reads the word. */
const WORDY_REGIONS = 8;

const OUTCOMES = ['ready', 'failed', 'conflict', 'pending', 'skipped'] as const;

/** Source caches by target regions with the outcome of each copy. */
export function MatrixSection({ matrix: { regions, rows } }: { readonly matrix: Matrix }) {
  const unready = rows.filter(({ ready }) => !ready).length;
  const compact = regions.length > WORDY_REGIONS;
  const used = OUTCOMES.filter((outcome) => regions.some(({ counts }) => counts[outcome] > 0));
  return (
    <section id="matrix" tabIndex={-1}>
      <h2>Caches by region</h2>
      {rows.length === 0 ? (
        <p>No copies of this run are known.</p>
      ) : (
        <>
          <div class="tools">
            <p class="key">
              {used.map((outcome) => (
                <OutcomeMark outcome={outcome} />
              ))}
            </p>
            {unready === 0 || unready === rows.length ? null : (
              <label>
                <input type="checkbox" id="only-unready" /> Only the {unready} of {rows.length} caches that are not
                ready everywhere
              </label>
            )}
          </div>
          <ScrollBox label="Matrix of caches and regions" class="tall">
            <table class={compact ? 'matrix compact' : 'matrix'}>
              <caption class="hidden">Outcome of each cache in each target region</caption>
              <MatrixHead regions={regions} compact={compact} />
              <tbody>
                {rows.map((row) => (
                  <Row row={row} />
                ))}
              </tbody>
            </table>
          </ScrollBox>
        </>
      )}
    </section>
  );
}

function MatrixHead({ regions, compact }: { readonly regions: readonly ReportRegion[]; readonly compact: boolean }) {
  return (
    <thead>
      <tr>
        <th scope="col">Cache</th>
        {regions.map(({ region, counts }) => (
          <th scope="col">
            <span class="region">
              {region}{' '}
              {compact && counts.ready === counts.planned ? null : (
                <small>
                  {counts.ready} of {counts.planned}
                </small>
              )}
            </span>
          </th>
        ))}
      </tr>
    </thead>
  );
}

function Row({ row: { source, place, sizeGiB, copies, ready } }: { readonly row: MatrixRow }) {
  const details = [place, sizeGiB === null ? null : `${sizeGiB} GiB`].filter((detail) => detail !== null);
  return (
    <tr class={ready ? 'whole' : undefined}>
      <th scope="row">
        <code>{source}</code> <small>{details.join(' · ')}</small>
      </th>
      {copies.map((copy) => (copy === undefined ? <td /> : <Cell copy={copy} />))}
    </tr>
  );
}

function Cell({ copy: { outcome, code, verdict } }: { readonly copy: ReportCopy }) {
  const why = outcome === 'ready' && verdict === 'adopt' ? 'adopted' : code;
  return (
    <td class={outcome} title={why === null ? undefined : `${outcome}: ${why}`}>
      <b>{outcome}</b>
    </td>
  );
}
