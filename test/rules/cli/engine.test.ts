import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { sparingFlags } from '../../../rules/src/cli/engine.js';

describe('what the engine is told about compiling', () => {
  it('is known to this engine, under a name and with a default of its own', () => {
    const options = execFileSync(process.execPath, ['--v8-options'], { encoding: 'utf8' });
    const flags = sparingFlags(process.versions.node);
    expect(flags).toHaveLength(2);
    for (const flag of flags) {
      const [name, value] = flag.split('=') as [string, string];
      const standard = new RegExp(`default: ${name}=(\\d+)`).exec(options)?.[1];
      expect(standard, flag).toBeDefined();
      expect(value).not.toBe(standard);
    }
  });

  it('is nothing for a version that nobody has measured', () => {
    expect(sparingFlags('23.1.0')).toEqual([]);
    expect(sparingFlags('2.0.0')).toEqual([]);
    expect(sparingFlags('200.0.0')).toEqual([]);
  });
});
