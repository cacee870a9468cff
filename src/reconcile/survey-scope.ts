/** A copy that the plan asks for, and what is known of it. */
export interface WantedCopy {
  readonly source: string;
  readonly bucket: string;
  readonly path: string;
  /** Compared and reported; a difference never causes a purchase. */
  readonly name: string;
  /** Generations below this one have ended. Default: 0. */
  readonly generation?: number;
  /** The copy of that generation that this run, or an earlier one of the plan, is known to have bought. */
  readonly known?: KnownCopy;
}

/** A copy whose id is known, whether or not the service shows it. */
export interface KnownCopy {
  readonly id: string;
  /** Whether the service ever showed it. Default: false. */
  readonly seen?: boolean | undefined;
  /** In the format of the service. */
  readonly expiresAt?: string | undefined;
  /** The retention with which it was requested, days. Absent: not known. */
  readonly retentionDays?: number | undefined;
}

/** The plan that surveys the region, and what its copies should look like. */
export interface SurveyScope {
  readonly plan: string;
  readonly sourceRegion: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Days; absent: never expires. */
  readonly retentionDays?: number;
  /** How long before its expiry a copy is renewed, ms; absent: never renewed. */
  readonly renewBefore?: number;
  /** Default: beside. */
  readonly renew?: 'beside' | 'replace' | 'extend';
  /** Default: conflict. */
  readonly supersede?: 'conflict' | 'replace';
}
