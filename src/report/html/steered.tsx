import { controlText } from '../../controls/controls.js';
import type { Report } from '../report.js';
import { DataTable } from './data-table.js';
import { Time } from './time.js';

/** Who changed the run while it ran, and why. */
export function Steered({ controls }: { readonly controls: Report['controls'] }) {
  if (controls.length === 0) return null;
  return (
    <section id="steered">
      <h2>Steered</h2>
      <DataTable
        label="How the run was steered"
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
