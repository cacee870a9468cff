import type { ReportCopy } from '../report.js';
import type { UnreadyGroup } from '../unready-groups.js';
import { DataTable } from './data-table.js';
import { OutcomeMark } from './outcome-mark.js';
import { Words } from './words.js';

/** A group of at most so many copies is shown unfolded. */
const UNFOLDED = 12;
/** More reasons than these are told with the copies. */
const REASONS = 3;

/** What is not ready, by cause: what happened, what can be done about it, and which copies. */
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
      {reasons.slice(0, REASONS).map(({ text, count: told }) => (
        <p class="reason">
          {text} {reasons.length > 1 ? <small>{copiesText(told)}</small> : null}
        </p>
      ))}
      {reasons.length > REASONS ? <p>Other reasons are told with the copies.</p> : null}
      {advice === null ? null : (
        <p class="advice">
          <strong>What to do:</strong> <Words text={advice} />
        </p>
      )}
      {regions.map(({ region, copies }) => (
        <details open={count <= UNFOLDED}>
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
  /** They differ. */
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
