import { createRequire } from 'node:module';
import type CredentialsPackage from '@alicloud/credentials';
import type EciPackage from '@alicloud/eci20180808';

/**
 * The vendor's packages are CommonJS with `exports.default`: an `import` of it yields the class under one loader and a
 * wrapper around it under another. `require` gives the same everywhere.
 */
const require = createRequire(import.meta.url);

export const eciPackage: typeof EciPackage = require('@alicloud/eci20180808');
export const credentialsPackage: typeof CredentialsPackage = require('@alicloud/credentials');

export type SdkClient = InstanceType<typeof EciPackage.default>;
export type SdkCredential = InstanceType<typeof CredentialsPackage.default>;
type SdkConfig = ConstructorParameters<typeof EciPackage.default>[0];
export type SdkRuntime = Parameters<SdkClient['listUsageWithOptions']>[1];

/** The SDK's own copies of the packages that it takes its options from. */
const requireOfSdk = createRequire(require.resolve('@alicloud/eci20180808'));

export const openApiPackage: { readonly Config: new (fields: Partial<SdkConfig>) => SdkConfig } =
  requireOfSdk('@alicloud/openapi-client');
export const teaUtilPackage: { readonly RuntimeOptions: new (fields: Partial<SdkRuntime>) => SdkRuntime } =
  requireOfSdk('@alicloud/tea-util');
