import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { renderToString } from 'preact-render-to-string';
import { printableIn } from '../../safe-text.js';
import { matrixOf } from '../matrix.js';
import type { Report } from '../report.js';
import { timeLineOf } from '../time-line.js';
import { unreadyGroups } from '../unready-groups.js';
import { EndedGenerations, ReadyCopies, Unready } from './copy-sections.js';
import { Masthead } from './masthead.js';
import { MatrixSection } from './matrix-section.js';
import { Regions, Controls } from './run-sections.js';
import { STYLE } from './style.js';
import { TimeLineSection } from './time-line-section.js';

/**
 * The report as one self-contained HTML page: no script, no font, no image, and a content security policy that allows
 * only its own style sheet. The renderer escapes the markup in every value, so text from the service stays text.
 */
export function htmlReport(report: Report): string {
  const digest = btoa(String.fromCharCode(...sha256(utf8ToBytes(STYLE))));
  const policy = `default-src 'none'; style-src 'sha256-${digest}'; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>\n${renderToString(<Page report={printableIn(report)} policy={policy} style={STYLE} />)}\n`;
}

export interface PageProps {
  readonly report: Report;
  /** Content security policy. */
  readonly policy: string;
  /** The style sheet. */
  readonly style: string;
}

/** The whole document. What a reader asks first comes first: how the run ended, where, why, and when. */
function Page({ report, policy, style }: PageProps) {
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
          <Controls controls={report.controls} />
          <ReadyCopies report={report} />
          <EndedGenerations report={report} />
        </main>
        <footer>
          <p>Times are in UTC. Written by eci-replicator. This page is self-contained and makes no requests.</p>
        </footer>
      </body>
    </html>
  );
}
