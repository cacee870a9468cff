import { describe, expect, it } from 'vitest';
import { senderName } from '../../../src/cli/sender.js';

const root = () => ({ username: 'root' });
const nobody = () => {
  throw new Error('ENOENT: uv_os_get_passwd');
};

describe('who sends a control', () => {
  it.each([
    [{ GITHUB_ACTOR: 'ada', USER: 'runner' }, 'ada'],
    [{ GITLAB_USER_LOGIN: 'grace', USER: 'root' }, 'grace'],
    [{ BUILD_USER_ID: 'joan', USER: 'jenkins' }, 'joan'],
    [{ USER: 'linus' }, 'linus'],
    [{ GITHUB_ACTOR: '', USER: ' ', LOGNAME: 'linus' }, 'linus'],
    [{}, 'root'],
  ])('with %j is %s', (env, name) => {
    expect(senderName(env, root)).toBe(name);
  });

  it('is the number of a user that has no name', () => {
    expect(senderName({}, nobody)).toMatch(/^uid \d+$/);
  });

  it('is cut to what the report keeps', () => {
    expect(senderName({ GITHUB_ACTOR: 'a'.repeat(200) }, root)).toHaveLength(100);
  });

  it('is known on this machine without any variable', () => {
    expect(senderName({})).not.toBe('');
  });
});
