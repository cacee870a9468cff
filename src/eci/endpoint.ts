import { isLoopback } from '../loopback.js';
import { isRegionName } from './regions.js';

/** Serves every region of the public cloud. Inside a VPC use `https://eci-vpc.{region}.aliyuncs.com`. */
export const DEFAULT_ENDPOINT = 'https://eci.{region}.aliyuncs.com';

/** The SDK's client takes the host without a scheme, and does not choose it by region (trap 1). */
export interface SdkEndpoint {
  readonly protocol: 'HTTP' | 'HTTPS';
  /** `host` or `host:port`. */
  readonly endpoint: string;
}

/** `problem` is a predicate: it follows the name of whatever holds the endpoint. */
export type ParsedEndpoint = { readonly endpoint: string } | { readonly problem: string };

/**
 * Checks a value of `ECI_ENDPOINT`: `https://`, or `http://` to a loopback address (to any host with `allowHttp`), a
 * host that may contain `{region}`, a port, and nothing else. Returns the template without a trailing slash, or what is
 * wrong with it.
 */
export function parseEndpoint(value: string, options: { readonly allowHttp?: boolean } = {}): ParsedEndpoint {
  const withRegion = value.trim().replaceAll('{region}', 'region');
  if (/[{}]/.test(withRegion)) return { problem: 'may contain no braces but {region}' };
  if (!/^https?:\/\//i.test(withRegion)) {
    return { problem: 'must begin with https:// (or http:// for a loopback address)' };
  }
  if (!URL.canParse(withRegion)) return { problem: 'is not a valid URL' };

  const url = new URL(withRegion);
  if (url.username !== '' || url.password !== '') return { problem: 'must not contain a user or password' };
  if (url.pathname !== '/' || /[?#]/.test(withRegion)) {
    return { problem: 'must be a host with an optional port, without path or query' };
  }
  if (url.protocol === 'http:' && options.allowHttp !== true && !isLoopback(url.hostname)) {
    return { problem: 'may use http:// for loopback addresses only, unless ECI_ALLOW_HTTP=1' };
  }
  return { endpoint: value.trim().replace(/\/$/, '') };
}

/**
 * The endpoint of one region, from a template that {@link parseEndpoint} accepted.
 *
 * @throws RangeError when the region cannot be part of a host name, or the template is not an endpoint.
 */
export function eciEndpoint(template: string, region: string): SdkEndpoint {
  if (!isRegionName(region)) throw new RangeError(`${JSON.stringify(region)} is not a valid region name`);
  const parsed = parseEndpoint(template, { allowHttp: true });
  if ('problem' in parsed) throw new RangeError(`the endpoint ${parsed.problem}`);
  const url = new URL(parsed.endpoint.replaceAll('{region}', region));
  return { protocol: url.protocol === 'http:' ? 'HTTP' : 'HTTPS', endpoint: url.host };
}
