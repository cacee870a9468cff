import { userInfo } from 'node:os';

/** The user of a pipeline's job says nothing about who started it; each build server says that in a variable of its own. */
const ACTORS = [
  'GITHUB_ACTOR',
  'GITLAB_USER_LOGIN',
  'BUILD_REQUESTEDFOR',
  'BUILDKITE_BUILD_CREATOR',
  'CIRCLE_USERNAME',
  'BUILD_USER_ID',
];
const USERS = ['USER', 'LOGNAME', 'USERNAME'];

/** A longer name is no name of a person, and would be refused. */
const LONGEST = 100;

/**
 * Who sends a control, for the report: whoever started the job of the build server, else the user of this machine. A
 * container or a cron job has no variable for the user, and a container's user may have no name.
 */
export function senderName(env: NodeJS.ProcessEnv, systemUser: () => { readonly username: string } = userInfo): string {
  const named = [...ACTORS, ...USERS].map((variable) => env[variable]?.trim() ?? '').find((name) => name !== '');
  return (named ?? userOf(systemUser)).slice(0, LONGEST);
}

function userOf(systemUser: () => { readonly username: string }): string {
  try {
    return systemUser().username;
  } catch {
    // The user has no entry in the system's list of users.
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}
