import { adoptedTexts } from '../adopted-texts.js';
import { countText, deletionText } from '../figure-text.js';
import { figuresOf } from '../glance.js';
import type { Report } from '../report.js';
import { OutcomeMark, Time } from './marks.js';

/** The outcome, the key figures, and the identity of the run. */
export function Masthead({ report }: { readonly report: Report }) {
  return (
    <header>
      <p class="kind">Replication report</p>
      <div class="title">
        <h1>{report.plan}</h1>
        <OutcomeMark outcome={report.outcome} />
      </div>
      <p class="summary">{[countText(report.counts), ...deletionText(report)].join('. ')}.</p>
      {adoptedTexts(report.copies).map((text) => (
        <p>{text}</p>
      ))}
      <dl class="figures">
        {figuresOf(report).map(({ label, value, detail }) => (
          <div>
            <dt>{label}</dt>
            <dd class="value">{value}</dd>
            <dd class="detail">{detail}</dd>
          </div>
        ))}
      </dl>
      <RunFacts report={report} />
    </header>
  );
}

function RunFacts({ report }: { readonly report: Report }) {
  const [copy] = report.copies;
  return (
    <dl class="facts">
      <div>
        <dt>Started</dt>
        <dd>
          <Time at={report.startedAt} /> UTC
        </dd>
      </div>
      <div>
        <dt>Finished</dt>
        <dd>
          {report.finishedAt === null ? (
            'not yet'
          ) : (
            <>
              <Time at={report.finishedAt} /> UTC
            </>
          )}
        </dd>
      </div>
      {copy === undefined || copy.sourceRegion === '' ? null : (
        <div>
          <dt>Source region</dt>
          <dd>{copy.sourceRegion}</dd>
        </div>
      )}
      <CodeFact label="Workflow" value={report.workflowId} />
      <CodeFact label="Run" value={report.runId} />
      {report.planDigest === null ? null : <CodeFact label="Plan digest" value={report.planDigest} />}
    </dl>
  );
}

function CodeFact({ label, value }: { readonly label: string; readonly value: string }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        <code>{value}</code>
      </dd>
    </div>
  );
}
