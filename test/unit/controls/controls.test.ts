import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { commandName, commandUsage, CONTROLS } from '../../../src/controls/control-usage.js';
import { controlOf, controlText, exampleText, inputRefusal } from '../../../src/controls/controls.js';
import { effectOf } from '../../../workflows/controls/control-effects.js';
import { controlUpdates } from '../../../workflows/messages.js';
import { runHelp } from '../../../workflows/run/run-text.js';
import { commandLine } from '../cli/support/command-line.js';

const page = readFileSync(new URL('../../../docs/controls.md', import.meta.url), 'utf8');

describe.each(CONTROLS)('the control %s', (name) => {
  const row = controlOf(name);
  const { summary, command, done, example } = row;

  it('is an update of the run, with an effect', () => {
    expect(controlUpdates[name]).toMatchObject({ type: 'update', name });
    expect(effectOf(name)).toHaveProperty('apply');
  });

  it('accepts its own example, and answers it with sentences', () => {
    expect(JSON.parse(exampleText(name))).toEqual(example);
    expect(inputRefusal(name, example)).toBeUndefined();
    expect(row.answer(example)).toMatch(/^[A-Z].*\.$/);
  });

  it('rejects an unknown key with its example', () => {
    expect(inputRefusal(name, { ...example, why: 'x' })).toContain(`unknown key \`why\``);
    expect(inputRefusal(name, { ...example, why: 'x' })).toContain(exampleText(name));
  });

  it('has a line in the help of the run, and a past tense for the report', () => {
    expect(runHelp('llm-weights')).toContain(`\n- \`${name}\`: ${summary}: \`${exampleText(name)}\`\n`);
    expect(controlText(name)).toBe(done);
    expect(done).toMatch(/^[a-z]/);
  });

  it('is in docs/controls.md, with its command and its example', () => {
    expect(page).toContain(`\n## ${name}\n`);
    expect(page).toContain(`\`eci-replicator ${commandUsage(name)}\``);
    expect(page).toContain(`\`${exampleText(name)}\``);
  });

  it('has a command whose help shows its summary', async () => {
    const words = 'partOf' in command ? (command.partOf.split(' ')[0] ?? '') : commandName(name);
    const { code, stdout } = await commandLine([words, '--help']);
    expect(code).toBe(0);
    if (!('partOf' in command)) expect(stdout).toContain(summary);
  });
});

describe('skip', () => {
  it('needs a source or a region', () => {
    expect(inputRefusal('skip', { reason: 'all' })).toMatch(/^Say what to skip: a source, a region/);
  });
});
