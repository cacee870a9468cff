import { ERROR_FAMILIES, type ErrorFamily } from './eci-error.js';

/** What one code means for the run, and what a person can do about it. */
export interface ErrorEntry {
  readonly family: ErrorFamily;
  readonly advice: string;
}

type CodesOf = Readonly<Record<ErrorFamily, Readonly<Record<string, string>>>>;

/** Every code that CopyDataCache's page lists, and what the platform adds on any call. */
const SERVICE: CodesOf = {
  capacity: {
    QuotaExceeded:
      "The region's data cache quota is full. The run waits; delete old caches there or ask for a higher quota in the Quota Center.",
    'OperationDenied.NoStock':
      'The region is out of stock. The run asks again until policy.capacity.giveUpAfter; after that, use retry-failed, or run the plan again later.',
    'InvalidVSwitchId.IpNotEnough':
      'The vSwitch has no free addresses. The run waits; free some, or use a larger vSwitch.',
    EipAddressPoolIpNotEnough: 'The EIP pool has no free addresses. The run waits; enlarge the pool or release some.',
  },
  throttled: {
    Throttling:
      'Calls came too fast. The run slows down by itself; lower ECI_REPLICATOR_COPIES_PER_SECOND if it lasts.',
    'Throttling.User':
      'The account makes too many calls. The run slows down by itself; look for other callers under the same account.',
    'Throttling.Api':
      'The operation is called too often. The run slows down by itself; lower ECI_REPLICATOR_COPIES_PER_SECOND.',
    'Degrade.Api': 'The service sheds load for now. The run asks again by itself; see the status page if it lasts.',
    OperationConflict: 'Another operation on the same cache is under way. The run asks again by itself.',
  },
  ambiguous: {
    InternalError:
      'The service failed inside. The run asks again with the same token; open a ticket with the request id if it lasts.',
    ServiceUnavailable:
      'The service is unavailable for now. The run asks again with the same token; see the status page if it lasts.',
    // Refused as a replay: whatever delivered the first one may have made the copy.
    SignatureNonceUsed:
      'The service saw this request twice. The run asks again with the same token; look for a proxy that repeats requests.',
  },
  source: {
    IncorrectStatus:
      'The source cache cannot be copied in its status. The run waits while it is being made; look at it if it lasts.',
    // Data caches share their machinery with image caches: looking at the source is right for both, and ends soon.
    'ImageCache.IncorrectStatus':
      'The cache behind the source is not in a status that can be copied. Look at the source cache in its region.',
  },
  processing: {
    IdempotentProcessing: 'The first request for this copy is still under way. The run asks again by itself.',
  },
  spent: {
    IdempotentFailed: 'An earlier request for this copy failed for good. The run goes on with the next generation.',
  },
  mismatch: {
    IdempotentParameterMismatch:
      'This copy was asked for before with other parameters. The run looks for it at its bucket and path; compare name, tags and retention.',
  },
  region: {
    'Zone.NotOnSale':
      'The region does not sell this at present. Take the region out of the plan, or ask the vendor when it opens.',
    ServiceNotEnabled: 'ECI is not enabled in this region. Enable it in the ECI console of the region, then run again.',
    'Forbidden.OnlyForInvitedTest':
      'In this region data caches are open to invited accounts only. Ask for an invitation, or take the region out.',
  },
  account: {
    'Account.Arrearage': 'The account is in arrears. Top it up in the billing console, then run again.',
    'Forbidden.RiskControl':
      "The account is held by the vendor's risk control. Open a ticket; only the vendor can lift it.",
    'Forbidden.SubUser': 'The RAM user may not do this. Grant it eci:CopyDataCache, or have the main account run it.',
    'Forbidden.UserBussinessStatus':
      "The account's business status forbids it, often an overdue bill. See the billing console.",
    'Forbidden.UserNotRealNameAuthentication':
      'The account has no real-name verification. Finish it in the account console.',
    'InvalidUser.PassRoleForbidden': 'The RAM user may not pass a role. Grant it ram:PassRole.',
    NoPermission:
      'A permission is missing. Grant the worker eci:CopyDataCache, DescribeDataCaches, DeleteDataCache and ListUsage, then run again.',
    'SecurityRisk.3DVerification':
      'The account must pass a security check first. Sign in to the console and finish it.',
    'CreateServiceLinkedRole.Denied':
      'The service-linked role of ECI is missing and may not be created. Grant ram:CreateServiceLinkedRole, or create the role once by hand.',
    SignatureDoesNotMatch:
      'The access key secret is wrong. Check ALIBABA_CLOUD_ACCESS_KEY_SECRET of the worker, a stray newline included.',
    'InvalidAccessKeyId.NotFound': 'The access key does not exist or was deleted. Give the worker a live one.',
    'InvalidSecurityToken.Expired':
      'The security token has expired. Renew it; better, give the worker a role in place of a fixed token.',
    // Every call of this worker fails alike until a person sets the clock.
    'InvalidTimeStamp.Expired': "The worker's clock is wrong by minutes. Set the worker's clock (NTP), then run again.",
  },
  request: {
    DryRunOperation:
      'The request was a dry run that would have passed. eci-replicator sends none: look for a proxy that changes requests.',
    'InvalidParameter.CPU.Memory':
      'The service refused CPU or memory, which a copy does not send. Open a ticket with the request id.',
    'DiskVolume.NotSupport': 'The disk volume is not supported for this cache. Make the source cache anew without it.',
    'RamRole.NotSupport': 'The RAM role is not supported for this cache. Make the source cache anew without it.',
    ImageCacheNotSupport: 'The target region does not support this kind of cache. Leave this copy out of the plan.',
    'OperationDenied.VswZoneMisMatch':
      'The vSwitch lies in another zone. Open a ticket with the request id: a copy names no vSwitch.',
    'OperationDenied.SecurityGroupMisMatch':
      'The security group lies in another VPC. Open a ticket with the request id: a copy names no security group.',
    MissingParameter: 'The service wants a parameter that was not sent. Read the reason: it names the parameter.',
    InvalidParameter: 'The service refused a value. Read the reason: it names the parameter; mend it in the plan.',
    'InvalidParameter.NotFound': 'The cache does not exist in its region. Check the id and the region in the plan.',
  },
};

/** Our own codes, for what has no code of the service. */
const OWN: CodesOf = {
  capacity: {},
  throttled: {
    CredentialsUnavailable:
      "The worker's credentials could not be renewed for now. It asks again; check STS or the metadata service.",
  },
  ambiguous: {
    Timeout:
      'The service did not answer in time. The run asks again with the same token; raise ECI_TIMEOUT if it lasts.',
    ConnectionError:
      'The connection failed. The run asks again with the same token; check name resolution, the network and ECI_ENDPOINT.',
    UnreadableAnswer:
      'The answer was not one of the service. The run asks again with the same token; look for a proxy in the way.',
    NoDataCacheId:
      'The service said yes but named no cache. The run asks again with the same token, which buys nothing twice.',
  },
  source: {},
  processing: {},
  spent: {},
  mismatch: {},
  region: {
    SurveyBlind:
      'The region showed no caches though it may hold some. Grant eci:DescribeDataCaches there, or set policy.blindSurvey: trust.',
    RegionFailed: 'The region ended before this copy was made. Mend what ended it, then use retry-failed.',
  },
  account: {
    NoCredentials:
      'The worker found no credentials. Set ALIBABA_CLOUD_ACCESS_KEY_ID and its secret, or give it a role; see doctor.',
    AccountError:
      'The account refused a call, so the whole run was stopped. Mend the account, then run again. policy.onAccountError: pause keeps the run.',
  },
  request: {
    SourceNotFound: 'The source cache is not in its region. Check the id and source.region in the plan.',
    SourceNotAvailable:
      'The source cache did not become Available in time. Look at it; raise source.giveUpAfter if it is only slow.',
    SourceFailed: 'The source cache is Failed. Make it anew, then run again.',
    CopyFailed:
      'The service made the copy and it ended Failed. Read the reason; use retry-failed, or look at the source.',
    Vanished: 'The copy was accepted, then disappeared twice. See who deletes data caches in this region.',
    ReadyTimeout:
      'The copy did not become Available in time. It may still: run again to adopt it, or raise policy.ready.giveUpAfter.',
    PathTaken:
      "Somebody else's cache has this bucket and path. Give the copy another path with `as`, or delete that cache.",
    Superseded:
      'Our copy of another source has this bucket and path. Set policy.supersede: replace, or give this one another path.',
    RenewalRefused:
      'The service takes no second copy at this path, so the one there was not renewed. Set policy.renew: replace before it expires.',
    NotDeleted:
      'A copy that should make way could not be deleted, so none was bought beside it. Read the reason, then run again.',
    DeadlineExceeded:
      "The run's deadline passed before this copy was ready. Run again to go on, or raise policy.deadline.",
    ActivityFailed:
      'The worker failed in a way that nobody foresaw. Read the reason and the worker log, then use retry-failed.',
    WaveStopped:
      'An earlier wave failed or was not approved, so this copy was never asked for. Mend that wave, then run again.',
    NotApproved:
      'Nobody approved the wave of this copy in time, so it was never asked for. Run again, and use approve-wave; raise approvalTimeout if it was too short.',
    Skipped: 'Somebody had this copy left out, as the reason says. Run again to have it after all.',
    DigestDiffers:
      'What exists, or the plan, is not what was previewed, so nothing was started. Preview it again, then run it with the digest that the preview tells.',
    Cancelled: 'The run was cancelled before this copy was ready. Run again to go on.',
  },
};

/** The one table of error codes: the service's own, and ours. */
export const ERROR_TABLE: ReadonlyMap<string, ErrorEntry> = new Map([...entriesOf(SERVICE), ...entriesOf(OWN)]);

function entriesOf(codes: CodesOf): [string, ErrorEntry][] {
  return ERROR_FAMILIES.flatMap((family) =>
    Object.entries(codes[family]).map(([code, advice]): [string, ErrorEntry] => [code, { family, advice }]),
  );
}
