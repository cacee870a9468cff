import type { KnownCopy } from './survey-scope.js';

/*
 * What proves that a copy does not exist. A copy is bought only where its absence is proven, because what the service does
 * not show may exist all the same: a permission may hide it, an index may lag, a listing may have missed it.
 * docs/reconciliation.md has the rules as a table, which is the data of a test.
 */

/** What was read of a region. */
export interface RegionFacts {
  /** How many different data caches were shown. */
  readonly listed: number;
  /** How many of them are being deleted, so that ListUsage may count them no longer. Default: none. */
  readonly leaving?: number | undefined;
  /** Whether every listing was complete. */
  readonly isComplete: boolean;
  /** How many data caches ListUsage counts. Absent: it was refused, or did not say. */
  readonly counted?: number | undefined;
  /** The code with which ListUsage was refused. */
  readonly refused?: string | undefined;
}

/** How much of a region the service shows. */
export interface RegionView extends Omit<RegionFacts, 'isComplete' | 'leaving'> {
  /**
   * `whole`: all that is counted was shown, so that what was not shown does not exist. `partial`: some of it is hidden.
   * `blind`: nothing was shown, although something may exist.
   */
  readonly kind: 'whole' | 'partial' | 'blind';
}

export function regionView({ isComplete, leaving = 0, ...facts }: RegionFacts): RegionView {
  const { listed, counted } = facts;
  const isWhole = isComplete && counted !== undefined && counted <= listed - leaving;
  return { kind: isWhole ? 'whole' : listed === 0 ? 'blind' : 'partial', ...facts };
}

/** `policy.blindSurvey`. */
export type BlindSurvey = 'stop' | 'trust' | 'strict';

/** What to do about a copy whose id is known and that the service does not show. */
export type HiddenCopy =
  /** It no longer exists, and the next generation may be requested. */
  | 'ended'
  /** It may exist. It is watched until it is shown, and never bought again. */
  | 'watch'
  /** Much else may be hidden too: nothing is requested in the region. */
  | 'stop';

/** A copy may be shown a little longer than its expiry, ms. */
const EXPIRY_GRACE_MS = 60 * 60_000;

/**
 * @param isAbsent whether a complete answer by id did not show it.
 * @param now epoch ms.
 */
export function hiddenCopy(
  { seen = false, expiresAt }: KnownCopy,
  {
    isAbsent,
    view,
    blindSurvey,
    now,
  }: {
    readonly isAbsent: boolean;
    readonly view: RegionView;
    readonly blindSurvey: BlindSurvey;
    readonly now: number;
  },
): HiddenCopy {
  if (isAbsent && Date.parse(expiresAt ?? '') + EXPIRY_GRACE_MS < now) return 'ended';
  if (isAbsent && blindSurvey === 'trust') return 'ended';
  if (view.kind !== 'whole' && blindSurvey !== 'trust') return 'stop';
  return isAbsent && seen ? 'ended' : 'watch';
}

/** Why nothing may be requested in a region. */
export interface SurveyStop {
  readonly code: 'SurveyBlind' | 'SurveyPartial';
  readonly reason: string;
}

/**
 * Whether a view forbids to request anything in the region.
 *
 * @param hidden a copy for which {@link hiddenCopy} says `stop`. Default: none.
 */
export function surveyStop(
  view: RegionView,
  blindSurvey: BlindSurvey,
  hidden?: Pick<KnownCopy, 'id'>,
): SurveyStop | undefined {
  if (blindSurvey === 'trust' || view.kind === 'whole') return undefined;
  if (hidden !== undefined) {
    return { code: 'SurveyPartial', reason: `${hidden.id} was bought and is not shown; ${viewText(view)}` };
  }
  if (view.kind === 'blind') return { code: 'SurveyBlind', reason: viewText(view) };
  return blindSurvey === 'strict' ? { code: 'SurveyPartial', reason: viewText(view) } : undefined;
}

/** What was shown beside what is counted, as a clause. */
export function viewText({ listed, counted, refused }: Omit<RegionView, 'kind'>): string {
  const shown =
    listed === 0
      ? 'no data cache is listed'
      : listed === 1
        ? '1 data cache is listed'
        : `${listed} data caches are listed`;
  if (refused !== undefined) return `${shown}, and ListUsage was refused: ${refused}`;
  if (counted === undefined) return `${shown}, and ListUsage does not say how many there are`;
  return counted > listed ? `${shown}, but ListUsage counts ${counted}` : `${shown}, and the listing was not complete`;
}
