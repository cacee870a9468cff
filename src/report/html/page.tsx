import type { Report } from '../report.js';
import { matrixOf } from '../matrix.js';
import { timeLineOf } from '../time-line.js';
import { unreadyGroups } from '../unready-groups.js';
import { EndedGenerations } from './ended-generations.js';
import { Masthead } from './masthead.js';
import { MatrixSection } from './matrix-section.js';
import { ReadyCopies } from './ready-copies.js';
import { Regions } from './regions.js';
import { Steered } from './steered.js';
import { TimeLineSection } from './time-line-section.js';
import { Unready } from './unready.js';

export interface PageProps {
  readonly report: Report;
  /** Content security policy. */
  readonly policy: string;
  /** The style sheet. */
  readonly style: string;
}

/** The whole document, from what a person asks first (how did it end, where, why, when) to what is looked up. */
export function Page({ report, policy, style }: PageProps) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content={policy} />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="referrer" content="no-referrer" />
        <title>{`${report.plan}: ${report.outcome} – replication report`}</title>
        <style dangerouslySetInnerHTML={{ __html: style }} />
      </head>
      <body>
        <a class="skip" href="#matrix">
          Skip to the matrix
        </a>
        <Masthead report={report} />
        <main>
          <MatrixSection matrix={matrixOf(report)} />
          <Unready groups={unreadyGroups(report)} />
          <TimeLineSection timeLine={timeLineOf(report)} />
          <Regions report={report} />
          <Steered controls={report.controls} />
          <ReadyCopies report={report} />
          <EndedGenerations report={report} />
        </main>
        <footer>
          <p>Times are in UTC. Written by eci-replicator; this page holds all that it shows and asks for nothing.</p>
        </footer>
      </body>
    </html>
  );
}
