import { durationText } from '../figure-text.js';
import { reportRegions } from '../report-regions.js';
import type { Report, ReportCopy } from '../report.js';
import type { UnreadyGroup } from '../unready-groups.js';
import { DataTable } from './data-table.js';
import { OutcomeMark, TimeOrDash, Words } from './marks.js';

/** Larger groups are collapsed. */
const MAX_OPEN = 12;
/** With more reasons, each copy shows its own. */
const MAX_REASONS = 3;

/** Copies that are not ready, by cause: what happened, what to do about it, and which copies. */
export function Unready({ groups }: { readonly groups: readonly UnreadyGroup[] }) {
  if (groups.length === 0) return null;
  return (
    <section id="not-ready">
      <h2>Not ready</h2>
      {groups.map((group) => (
        <Group group={group} />
      ))}
    </section>
  );
}

function Group({ group: { outcome, code, advice, count, reasons, regions } }: { readonly group: UnreadyGroup }) {
  return (
    <article class={`group ${outcome}`}>
      <h3>
        <OutcomeMark outcome={outcome} /> {code === null ? null : <code>{code}</code>}{' '}
        <small>
          {copiesText(count)} in {regions.length === 1 ? regions[0]?.region : `${regions.length} regions`}
        </small>
      </h3>
      {reasons.slice(0, MAX_REASONS).map(({ text, count: affected }) => (
        <p class="reason">
          {text} {reasons.length > 1 ? <small>{copiesText(affected)}</small> : null}
        </p>
      ))}
      {reasons.length > MAX_REASONS ? <p>Further reasons are listed with the copies.</p> : null}
      {advice === null ? null : (
        <p class="advice">
          <strong>What to do:</strong> <Words text={advice} />
        </p>
      )}
      {regions.map(({ region, copies }) => (
        <details open={count <= MAX_OPEN}>
          <summary>
            {region} <small>{copiesText(copies.length)}</small>
          </summary>
          <Copies
            copies={copies}
            label={`Copies in ${region}: ${outcome}, ${code ?? 'no code'}`}
            withReason={reasons.length > 1}
          />
        </details>
      ))}
    </article>
  );
}

interface CopiesProps {
  readonly copies: readonly ReportCopy[];
  readonly label: string;
  /** Whether the reasons differ. */
  readonly withReason: boolean;
}

function Copies({ copies, label, withReason }: CopiesProps) {
  return (
    <DataTable
      label={label}
      head={['Cache', 'Place', 'Attempts', 'Data cache', 'Request', ...(withReason ? ['Reason'] : [])]}
      rows={copies.map(({ source, bucket, path, reason, attempts, dataCacheId, requestId }) => [
        source,
        path === null ? '' : `${bucket ?? ''}${path}`,
        attempts,
        dataCacheId,
        requestId,
        ...(withReason ? [reason] : []),
      ])}
    />
  );
}

function copiesText(count: number): string {
  return count === 1 ? '1 copy' : `${count} copies`;
}

/** Copies of earlier generations: each may be on the bill. */
export function EndedGenerations({ report }: { readonly report: Report }) {
  const rows = report.copies.flatMap(({ region, source, ended }) =>
    ended.map(({ generation, dataCacheId, code, reason }) => [source, region, generation, dataCacheId, code, reason]),
  );
  if (rows.length === 0) return null;
  return (
    <section id="ended-generations">
      <h2>Ended generations</h2>
      <p>Copies of earlier generations that ended. Each may be on the bill.</p>
      <DataTable
        label="Ended generations"
        head={['Cache', 'Region', 'Generation', 'Data cache', 'Code', 'Reason']}
        rows={rows}
      />
    </section>
  );
}

/** The ids to mount, collapsed per region: there may be thousands. */
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
  if (verdict === 'adopt') return 'adopted';
  return requestedAt === null || readyAt === null ? '–' : durationText(Date.parse(readyAt) - Date.parse(requestedAt));
}
