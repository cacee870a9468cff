import type { TimeLine } from '../time-line.js';
import { ScrollBox } from './data-table.js';
import { TimeLineChart } from './time-line-chart.js';

const KEY = [
  ['ready', 'ready'],
  ['copying', 'requested, not ready yet'],
  ['capacity', 'waiting on capacity'],
  ['paused', 'paused'],
] as const;

/** When each region requested copies, waited, and had copies ready. */
export function TimeLineSection({ timeLine }: { readonly timeLine: TimeLine }) {
  if (timeLine.regions.length === 0) return null;
  return (
    <section id="time-line">
      <h2 id="time-line-title">Time line of each region</h2>
      <p id="time-line-key">
        The full height of a row stands for all copies of its region. Times are in UTC; the table below has the figures.
      </p>
      <ul class="key">
        {KEY.map(([kind, words]) => (
          <li>
            <svg width="28" height="14" aria-hidden="true">
              <rect class={`swatch ${kind}`} x="0.5" y="0.5" width="27" height="13" />
            </svg>{' '}
            {words}
          </li>
        ))}
      </ul>
      <Patterns />
      <ScrollBox label="Time line">
        <div class="chart">
          <TimeLineChart {...timeLine} />
        </div>
      </ScrollBox>
    </section>
  );
}

/** Fills that distinguish the kinds of wait without colour. */
function Patterns() {
  return (
    <svg class="patterns" width="0" height="0" aria-hidden="true">
      <defs>
        <pattern id="wait-capacity" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect class="ground" width="6" height="6" />
          <rect class="stripe capacity" width="2.5" height="6" />
        </pattern>
        <pattern id="wait-paused" width="5" height="5" patternUnits="userSpaceOnUse">
          <rect class="ground" width="5" height="5" />
          <circle class="stripe paused" cx="2.5" cy="2.5" r="1.3" />
        </pattern>
      </defs>
    </svg>
  );
}
