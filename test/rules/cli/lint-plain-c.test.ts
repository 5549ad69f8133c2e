import { expect, it } from 'vitest';
import { createBytesLinter, type FileOutcome } from '../../../rules/src/cli/lint-file.js';
import type { LintSettings } from '../../../rules/src/cli/lint-config.js';

const DEFAULTS: LintSettings = { preset: 'recommended', rules: {}, api: undefined, fix: false };

/** A comment that speaks of ESLint has the file linted by it. */
const ASIDE = '\n// eslint has a look at this one\n';

const LEFT_REGISTERED = `
static int get(struct ring *r)
{
	DEFINE_WAIT(w);
	for (;;) {
		prepare_to_wait(&r->q, &w, TASK_INTERRUPTIBLE);
		if (r->full)
			break;
		if (signal_pending(current))
			return -ERESTARTSYS;
		schedule();
	}
	finish_wait(&r->q, &w);
	return 0;
}
`;

const SLEPT_AND_LATE = `
static void put(struct ring *r)
{
	wake_up(&r->q);
	r->full = 1;
}

static void get(struct ring *r)
{
	wait_event_interruptible(r->q, r->full); sleep_on(&r->old);
}
`;

/** Less than certain: the sleep ends by itself. */
const UNCERTAIN = `
static DECLARE_WAIT_QUEUE_HEAD(q);
static int ready;

static void wait_here(void)
{
	DEFINE_WAIT(w);

	while (!ready) {
		prepare_to_wait(&q, &w, TASK_UNINTERRUPTIBLE);
		schedule_timeout(HZ);
		finish_wait(&q, &w);
	}
}

static void set(void)
{
	ready = 1;
	wake_up(&q);
}
`;

const WRONG_ADDRESS = `
static DECLARE_WAIT_QUEUE_HEAD(q);
static int ready;

static void wait_here(void)
{
	wait_event(&q, ready);
}
`;

async function lint(text: string, settings: Partial<LintSettings> = {}): Promise<FileOutcome | undefined> {
  const lintBytes = await createBytesLinter({ ...DEFAULTS, ...settings });
  return lintBytes(Buffer.from(text), '/drivers/ring.c');
}

it.each([
  ['a suggestion of several edits', LEFT_REGISTERED, {}],
  ['several rules, sorted by place', SLEPT_AND_LATE, {}],
  ['a fix', WRONG_ADDRESS, {}],
  ['a byte order mark', `\uFEFF${SLEPT_AND_LATE}`, {}],
  ['the line ends of Windows', LEFT_REGISTERED.replaceAll('\n', '\r\n'), {}],
  ['what is less than certain', UNCERTAIN, {}],
  ['a level that was asked for', SLEPT_AND_LATE + UNCERTAIN, { rules: { 'no-sleep-on': 'warn' } }],
  ['a rule that is off', SLEPT_AND_LATE, { rules: { 'wake-after-update': 'off' } }],
] as const)('a file is told the same with and without ESLint: %s', async (_, text, settings) => {
  const { source, ...plain } = (await lint(text, settings))!.result;
  const { source: withAside, ...byEslint } = (await lint(text + ASIDE, settings))!.result;
  expect(plain.messages).not.toEqual([]);
  expect(plain).toEqual(byEslint);
  expect(withAside).toBe(source + ASIDE);
});

it('what these cases are about is in their messages', async () => {
  const messagesOf = async (text: string) => (await lint(text))!.result.messages;
  expect(await messagesOf(UNCERTAIN)).toMatchObject([{ severity: 1, messageId: 'mediumConfidence' }]);
  expect(await messagesOf(WRONG_ADDRESS)).toMatchObject([{ severity: 2, fix: { text: 'q' } }]);
  const [left] = await messagesOf(LEFT_REGISTERED);
  expect(left?.suggestions?.[0]?.fix.text).toContain('finish_wait');
  expect(left?.explanation?.interleaving).not.toEqual([]);
});
