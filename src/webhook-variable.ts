/**
 * Variables that the worker itself, its libraries or its platform use. Many hold secrets, and whoever writes a plan must not be
 * able to have anything signed with them, or sent to them.
 */
const FAMILIES =
  /^_*(?:ACS|ALIBABA_?CLOUD|ALICLOUD|ALIYUN|AWS|AZURE|DOCKER|DYLD|ECI|GOOGLE|GRPC|KUBERNETES|LC|LD|NODE|NPM|OTEL|SSH|SSL|SYSTEMD|TEMPORAL|UV|XDG)_/i;
const NAMES =
  /^(?:_|ALL_PROXY|EDITOR|HOME|HOSTNAME|HTTPS?_PROXY|KUBECONFIG|LANG|LOGNAME|LOG_FORMAT|LOG_LEVEL|MAIL|NO_COLOR|NO_PROXY|OLDPWD|PATH|PWD|SHELL|SHLVL|TERM|TMP|TEMP|TMPDIR|TZ|USER)$/i;
/** None of those above is a webhook, whereas `GOOGLE_CHAT_WEBHOOK` is a good name for one. */
const WEBHOOK = /(?:^|_)(?:WEB)?HOOK(?:_|$)/i;

/**
 * Why a variable may not hold the address or the secret of a webhook, as a predicate; `undefined` if it may. Plans are checked
 * by it, and so is each variable before it is read, because the workflow `notify` can be started without a plan.
 */
export function webhookVariableProblem(name: string): string | undefined {
  if (WEBHOOK.test(name) || (!FAMILIES.test(name) && !NAMES.test(name))) return undefined;
  return "must not be one of the worker's own variables (`ALIBABA_CLOUD_…`, `TEMPORAL_…`, `ECI_…`, `PATH` and so on): use another name";
}
