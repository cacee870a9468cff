/** A refusal, in the service's words; the server turns it into the error body. */
export class ApiError extends Error {
  override readonly name = 'ApiError';

  constructor(
    readonly code: string,
    message: string,
    readonly status: number = statusOfCode(code),
  ) {
    super(message);
  }
}

const FORBIDDEN = new Set([
  'OperationDenied.VswZoneMisMatch',
  'QuotaExceeded',
  'Zone.NotOnSale',
  'Forbidden.RiskControl',
  'Forbidden.SubUser',
  'Forbidden.OnlyForInvitedTest',
  'OperationDenied.SecurityGroupMisMatch',
  'InvalidVSwitchId.IpNotEnough',
  'Forbidden.UserBussinessStatus',
  'Forbidden.UserNotRealNameAuthentication',
  'InvalidUser.PassRoleForbidden',
  'OperationDenied.NoStock',
  'NoPermission',
  'SecurityRisk.3DVerification',
  'CreateServiceLinkedRole.Denied',
]);

/** The HTTP status that the vendor documents for a code; 400 for one that it does not list. */
function statusOfCode(code: string): number {
  if (FORBIDDEN.has(code)) return 403;
  if (code.endsWith('.NotFound')) return 404;
  if (code === 'InternalError') return 500;
  if (code === 'ServiceUnavailable') return 503;
  return 400;
}
