/** What one family of errors means for a run, and the codes that belong to it. */
interface Family {
  readonly name: string;
  /** What a run does about it, for docs/errors.md. */
  readonly handling: string;
  /** For a code that is not listed but whose spelling names the family. */
  readonly advice: string;
  /**
   * `soon`: the same call may well succeed in a moment. `never`: the copy, its region or the run ends. `differs`: an answer of
   * CopyDataCache, which says what to do; of any other call, it is a refusal.
   */
  readonly retry: 'soon' | 'never' | 'differs';
  /** Advice by code: what a person can do about it, shown in the report. */
  readonly codes: Readonly<Record<string, string>>;
}

/**
 * Every family of errors, and every code that is known: those that the page of CopyDataCache lists, those that the
 * platform adds to any call, and, last in each family, this project's own.
 */
export const ERROR_FAMILIES = [
  {
    name: 'capacity',
    handling:
      'The region is full. One copy retries at a slowing rate, set by `policy.capacity`, and the others wait without calls.',
    advice: 'The region is full for now. The run waits and retries. If a quota is the limit, a higher one helps.',
    retry: 'differs',
    codes: {
      QuotaExceeded:
        "The region's data cache quota is full. The run waits. Delete old caches there, or ask for a higher quota in the Quota Center.",
      'OperationDenied.NoStock':
        'The region is out of stock. The run retries until policy.capacity.giveUpAfter; after that, use retry-failed, or run the plan again later.',
      'InvalidVSwitchId.IpNotEnough':
        'The vSwitch has no free addresses. The run waits. Free some, or use a larger vSwitch.',
      EipAddressPoolIpNotEnough:
        'The EIP pool has no free addresses. The run waits. Enlarge the pool, or release some addresses.',
    },
  },
  {
    name: 'throttled',
    handling:
      'The calls come too fast. The same call is retried after 1 s, doubling up to 1 min, with jitter. A copy ends as failed after 24 h of this.',
    advice: 'The calls come too fast. The run slows down by itself.',
    retry: 'soon',
    codes: {
      Throttling:
        'The calls come too fast. The run slows down by itself. If it lasts, lower ECI_REPLICATOR_COPIES_PER_SECOND.',
      'Throttling.User':
        'The account makes too many calls. The run slows down by itself. Look for other callers that use the same account.',
      'Throttling.Api':
        'The operation is called too often. The run slows down by itself. If it lasts, lower ECI_REPLICATOR_COPIES_PER_SECOND.',
      'Degrade.Api': 'The service is shedding load. The run retries by itself. If it lasts, check the status page.',
      OperationConflict: 'Another operation on the same cache is under way. The run retries by itself.',
      CredentialsUnavailable:
        "The worker's credentials could not be renewed for now. It retries by itself. Check STS or the metadata service.",
    },
  },
  {
    name: 'ambiguous',
    handling:
      'It is not known whether the copy was made. The request is repeated with the same client token, which never buys twice. After 24 h the copy is looked up once more, and ends as failed.',
    advice:
      'It is not known whether the copy was made. The run retries with the same client token, which never buys twice.',
    retry: 'soon',
    codes: {
      InternalError:
        'The service had an internal error. The run retries with the same client token. If it lasts, open a ticket with the request id.',
      ServiceUnavailable:
        'The service is unavailable for now. The run retries with the same client token. If it lasts, check the status page.',
      Timeout:
        'The service did not answer in time. The run retries with the same client token. If it lasts, raise ECI_TIMEOUT.',
      ConnectionError:
        'The connection failed. The run retries with the same client token. Check name resolution, the network and ECI_ENDPOINT.',
      UnreadableAnswer:
        "The response was not the service's own. The run retries with the same client token. Look for a proxy in between.",
      RepeatedPage:
        'The pages of a listing lead back to an earlier one, or never end. The run reads it again. If it lasts, look for a proxy in between.',
      IncompleteAnswer:
        'The service counts more data caches than it returned. The run asks again. If it lasts, check the permissions.',
      NoDataCacheId:
        'The service accepted the request but returned no cache id. The run retries with the same client token, which never buys twice.',
    },
  },
  {
    name: 'worker',
    handling:
      'One worker was refused for its own clock, key or token. The call is retried with fresh credentials, by whichever worker takes it. If all attempts are refused so for 10 min, it is an account error.',
    advice:
      'A worker was refused for its clock, key or token. The run retries for 10 min. Check the clock and the credentials of each worker; its log and `/readyz` say which one.',
    retry: 'soon',
    codes: {
      SignatureDoesNotMatch:
        "A worker's access key secret is wrong. Check its ALIBABA_CLOUD_ACCESS_KEY_SECRET, also for a stray newline.",
      // Rejected as a replay: whatever delivered the first request may have made the copy.
      SignatureNonceUsed:
        'The service received this request twice. The run retries with the same client token. Look for a proxy that repeats requests.',
      'InvalidAccessKeyId.NotFound':
        "A worker's access key does not exist, or it was deleted. Give the worker a valid access key.",
      'InvalidAccessKeyId.Inactive': "A worker's access key is disabled. Enable it, or give the worker another one.",
      'InvalidSecurityToken.Expired':
        "A worker's security token has expired. Renew it, or better, give the worker a role instead of a fixed token.",
      'InvalidTimeStamp.Expired': "A worker's clock is minutes off. Set it (NTP), then run the plan again.",
      NoCredentials:
        'A worker found no credentials. Set ALIBABA_CLOUD_ACCESS_KEY_ID and its secret, or give the worker a role. Its log names every source that it tried.',
    },
  },
  {
    name: 'source',
    handling:
      'The source cache cannot be copied now. The run looks it up and waits until it is Available. If it is shown Available already, the request is repeated for 3 min.',
    advice: 'The source cache cannot be copied in its current state. Check it in its region.',
    retry: 'differs',
    codes: {
      IncorrectStatus:
        'The source cache cannot be copied in its current status. The run waits while it is being created. If it lasts, check the cache.',
      // Data caches share their machinery with image caches: looking up the source is right for both, and ends soon.
      'ImageCache.IncorrectStatus':
        'The cache behind the source cannot be copied in its current status. Check the source cache in its region.',
      'InvalidParameter.NotFound':
        'The service does not find the source cache. The run looks it up, and waits if it is not shown. Check the id and the region in the plan.',
    },
  },
  {
    name: 'processing',
    handling:
      'The first request with this client token is still under way. It is repeated every 5 s. After 24 h the copy is looked up, and ends as failed.',
    advice: 'The first request for this copy is still under way. The run retries by itself.',
    retry: 'differs',
    codes: {
      IdempotentProcessing: 'The first request for this copy is still under way. The run retries by itself.',
    },
  },
  {
    name: 'spent',
    handling: "The service says that this client token's copy has failed. The run requests the next generation.",
    advice: 'An earlier request for this copy failed permanently. The run continues with the next generation.',
    retry: 'differs',
    codes: {
      IdempotentFailed:
        'An earlier request for this copy failed permanently. The run continues with the next generation.',
    },
  },
  {
    name: 'mismatch',
    handling:
      'The client token was used with other parameters, so its copy exists. The run looks it up by bucket and path.',
    advice: 'This copy was requested before with other parameters. The run looks it up by bucket and path.',
    retry: 'differs',
    codes: {
      IdempotentParameterMismatch:
        'This copy was requested before with other parameters. The run looks it up by bucket and path. Compare name, tags and retention.',
    },
  },
  {
    name: 'region',
    handling:
      'The run requests no more copies in this region. Copies under way are still watched, and the other regions continue.',
    advice: 'The region does not offer this to the account. Remove it from the plan, or ask the vendor.',
    retry: 'never',
    codes: {
      'Zone.NotOnSale':
        'The region does not sell this at present. Remove the region from the plan, or ask the vendor when it will.',
      ServiceNotEnabled:
        "ECI is not enabled in this region. Enable it in the region's ECI console, then run the plan again.",
      'Forbidden.OnlyForInvitedTest':
        'In this region data caches are open to invited accounts only. Ask for an invitation, or remove the region from the plan.',
      SurveyBlind:
        'The region listed no caches although it may hold some. Grant eci:DescribeDataCaches there, or set policy.blindSurvey: trust.',
      SurveyPartial:
        'The region hides data caches that this plan bought, or policy.blindSurvey is strict. Grant eci:DescribeDataCaches on all resource groups, or set policy.blindSurvey: trust.',
      RegionFailed: 'The region ended before this copy was made. Fix what ended it, then use retry-failed.',
    },
  },
  {
    name: 'account',
    handling:
      'The account was refused. The run requests no more copies: for good, or with `policy.onAccountError: pause` until `resume`. Copies under way are still watched.',
    advice: 'The account or its permissions do not allow this. Fix them, then run the plan again.',
    retry: 'never',
    codes: {
      'Account.Arrearage': 'The account is in arrears. Top it up in the billing console, then run the plan again.',
      'Forbidden.RiskControl':
        "The vendor's risk control has blocked the account. Open a ticket: only the vendor can lift the block.",
      'Forbidden.SubUser':
        'The RAM user is not allowed to do this. Grant it eci:CopyDataCache, or use the main account.',
      'Forbidden.UserBussinessStatus':
        "The account's business status forbids this, often because of an overdue bill. Check the billing console.",
      'Forbidden.UserNotRealNameAuthentication':
        'The account has no real-name verification. Complete it in the account console.',
      'InvalidUser.PassRoleForbidden': 'The RAM user is not allowed to pass a role. Grant it ram:PassRole.',
      NoPermission:
        'A permission is missing. Grant the worker eci:CopyDataCache, DescribeDataCaches, DeleteDataCache and ListUsage, then run the plan again.',
      'SecurityRisk.3DVerification':
        'The account must pass a security check first. Sign in to the console and complete it.',
      'CreateServiceLinkedRole.Denied':
        'The service-linked role of ECI is missing, and the worker is not allowed to create it. Grant ram:CreateServiceLinkedRole, or create the role once by hand.',
      AccountError:
        'The account was refused a call, so the whole run was stopped. Fix the account, then run the plan again. policy.onAccountError: pause keeps the run.',
    },
  },
  {
    name: 'request',
    handling: 'This copy ends as failed. The others continue.',
    advice: 'The service rejected this copy for good. Read the reason and fix the plan.',
    retry: 'never',
    codes: {
      DryRunOperation:
        'The request was a dry run that would have succeeded. eci-replicator never sends one: look for a proxy that changes requests.',
      'InvalidParameter.CPU.Memory':
        'The service rejected CPU or memory, which a copy does not send. Open a ticket with the request id.',
      'DiskVolume.NotSupport':
        'The disk volume is not supported for this cache. Create the source cache again without it.',
      'RamRole.NotSupport': 'The RAM role is not supported for this cache. Create the source cache again without it.',
      ImageCacheNotSupport: 'The target region does not support this kind of cache. Remove this copy from the plan.',
      'OperationDenied.VswZoneMisMatch':
        'The vSwitch is in another zone. Open a ticket with the request id: a copy names no vSwitch.',
      'OperationDenied.SecurityGroupMisMatch':
        'The security group is in another VPC. Open a ticket with the request id: a copy names no security group.',
      MissingParameter: 'The service requires a parameter that was not sent. Read the reason: it names the parameter.',
      InvalidParameter:
        'The service rejected a value. Read the reason: it names the parameter. Fix the value in the plan.',
      Unsendable:
        'The request was not sent: it contains a character that cannot be sent. Read the reason, and give the copy another bucket, path or name with `as`.',
      SourceNotFound:
        'The source cache is not in its region. Check the id and source.region in the plan. One that was created a moment ago may not be shown yet: run the plan again.',
      SourceNotShown:
        'The source cache is not shown, which does not prove that it does not exist. Check the id, source.region, and the permission eci:DescribeDataCaches for that region.',
      SourceNotAvailable:
        'The source cache did not become Available in time. Check it. If it is only slow, raise source.giveUpAfter.',
      SourceFailed: 'The source cache is Failed. Create it again, then run the plan again.',
      CopyFailed:
        'The service accepted the copy and it ended Failed. Read the reason, then use retry-failed, or check the source.',
      NotVisible:
        'The service accepted the copy and never showed it. It is not bought again. Check eci:DescribeDataCaches for its resource group, and its id in the console.',
      Vanished: 'The copy was accepted, then disappeared twice. Find out who deletes data caches in this region.',
      ReadyTimeout:
        'The copy did not become Available in time. It still may: run the plan again to adopt it, or raise policy.ready.giveUpAfter.',
      PathTaken:
        'A cache that is not ours has this bucket and path. Give the copy another path with `as`, or delete that cache.',
      Superseded:
        'Our copy of another source has this bucket and path. Set policy.supersede: replace, or give this copy another path.',
      RenewalRefused:
        'The service accepts no second copy at this path, so the existing one was not renewed. Set policy.renew: replace before it expires.',
      NotDeleted:
        'A copy that was to be replaced could not be deleted, so no new one was bought. Read the reason, then run the plan again.',
      DeadlineExceeded:
        "The run's deadline passed before this copy was ready. Run the plan again to continue, or raise policy.deadline.",
      ActivityFailed: 'The worker failed unexpectedly. Read the reason and the worker log, then use retry-failed.',
      WaveStopped:
        'An earlier wave failed or was not approved, so this copy was never requested. Fix that wave, then run the plan again.',
      NotApproved:
        'The wave of this copy was not approved in time, so it was never requested. Run the plan again and use approve-wave. If the time was too short, raise approvalTimeout.',
      Skipped: 'This copy was skipped on request, as the reason says. Run the plan again to include it.',
      DigestDiffers:
        'The plan, or what exists, has changed since the preview, so nothing was started. Preview again, then run with the digest of the new preview.',
      Cancelled: 'The run was cancelled before this copy was ready. Run the plan again to continue.',
    },
  },
] as const satisfies readonly Family[];

/** The name of a family. */
export type ErrorFamily = (typeof ERROR_FAMILIES)[number]['name'];

/** A family that no retry helps: the copy, its region or the whole run ends. */
export type FinalFamily = Extract<(typeof ERROR_FAMILIES)[number], { retry: 'never' }>['name'];

/** The family and the advice of one code. */
export interface ErrorEntry {
  readonly family: ErrorFamily;
  readonly advice: string;
}

/** Every known code. */
export const ERROR_TABLE: ReadonlyMap<string, ErrorEntry> = new Map(
  ERROR_FAMILIES.flatMap(({ name, codes }) =>
    Object.entries(codes).map(([code, advice]): [string, ErrorEntry] => [code, { family: name, advice }]),
  ),
);
