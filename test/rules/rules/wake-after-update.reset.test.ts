import { describe, expect, it } from 'vitest';
import { lint, linesOf, marked } from './lint.js';

const RULE = 'wake-after-update';

const waiter = `
static int cancel(struct dev *dev)
{
	dev->cancelled = true;
	wait_for_completion(&dev->cancel_done);
	return 0;
}
`;

const done = (body: string): string =>
  `static void sent(struct request *req)\n{\n\tstruct dev *dev = req->context;\n${body}\n}\n`;

describe('wake-after-update and flags that say that somebody waits for a completion', () => {
  it('reports one that is taken back behind it', () => {
    const code =
      done(`	if (dev->cancelled) {
		complete_all(&dev->cancel_done); /* !! */
		dev->cancelled = false;
	}`) + waiter;
    expect(linesOf(RULE, 'c', code)).toEqual(marked(code));
    const [finding] = lint(RULE, 'c', code);
    expect(finding?.confidence).toBe('medium');
    expect(finding?.interleaving?.map(({ what }) => what)).toEqual([
      'complete_all(&dev->cancel_done)',
      'sets dev->cancelled',
      'takes dev->cancelled back',
      'sleeps',
    ]);
  });

  it.each<[string, string, string]>([
    [
      'one that is taken back before',
      '\tif (dev->cancelled) {\n\t\tdev->cancelled = false;\n\t\tcomplete(&dev->cancel_done);\n\t}',
      waiter,
    ],
    [
      'one that is taken back under a lock',
      '\tspin_lock(&dev->lock);\n\tif (dev->cancelled) {\n\t\tcomplete(&dev->cancel_done);\n\t\tdev->cancelled = false;\n\t}\n\tspin_unlock(&dev->lock);',
      waiter,
    ],
    [
      'one that nobody sets before a wait',
      '\tif (dev->cancelled) {\n\t\tcomplete(&dev->cancel_done);\n\t\tdev->cancelled = false;\n\t}',
      waiter.replace('true', 'false'),
    ],
    [
      'one that was not looked at',
      '\tif (req->status)\n\t\treturn;\n\tcomplete(&dev->cancel_done);\n\tdev->cancelled = false;',
      waiter,
    ],
    [
      'one of the elements of a queue',
      '\tif (dev->cancelled) {\n\t\tcomplete(&dev->cancel_done);\n\t\tdev->cancelled = false;\n\t}',
      waiter.replace('dev->cancelled', 'queue->devs[next].cancelled'),
    ],
    [
      'one whose waiter has a completion of its own',
      '\tif (dev->cancelled) {\n\t\tcomplete(dev->cancel_done);\n\t\tdev->cancelled = NULL;\n\t}',
      waiter
        .replace('{', '{\n\tDECLARE_COMPLETION_ONSTACK(cancel_done);')
        .replace('&dev->cancel_done', '&cancel_done'),
    ],
    [
      'one that decides about something else behind it',
      '\tcomplete(&dev->cancel_done);\n\tif (dev->cancelled)\n\t\treq->status = 1;\n\tdev->cancelled = false;',
      waiter,
    ],
    [
      'one that was looked at in another object',
      '\twhile (req->left) {\n\t\tdev = req->next;\n\t\tcomplete(&dev->cancel_done);\n\t\tdev->cancelled = false;\n\t\tif (dev->cancelled)\n\t\t\tfree(dev);\n\t}',
      waiter,
    ],
  ])('stays silent about %s', (_, body, rest) => {
    expect(linesOf(RULE, 'c', done(body) + rest)).toEqual([]);
  });
});
