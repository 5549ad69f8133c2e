import type { AnalysisContext } from '../context.js';
import type { Step } from '../finding.js';
import type { HandlerContext } from '../api/entry.js';
import type { Call } from '../protocol/events.js';
import type { HandlerUse } from '../protocol/model.js';
import { squeeze } from '../protocol/build-graph.js';
import { callText, findWaker, queueOf, stepsIn } from './steps.js';

/** The schedule in which a section that must not be left is left by sleeping in it. */
export function sleepInSection(context: AnalysisContext, taken: Call, sleeping: Call): readonly Step[] {
  const { waiter, waker } = stepsIn(context);
  const kind = taken.api?.lockKind ?? '';
  const section = SECTIONS[kind];
  return [
    waiter(taken.range, callText(taken), section?.begins ?? 'holds the lock; preemption is off'),
    waiter(sleeping.range, callText(sleeping), 'sleeps; the processor goes to another task'),
    section ? waker(undefined, section.other, section.effect) : otherTaker(context, taken),
  ];
}

interface Section {
  readonly begins: string;
  readonly other: string;
  readonly effect: string;
}

const SECTIONS: Readonly<Record<string, Section>> = {
  rcu: {
    begins: 'reads what is freed only after the section',
    other: 'waits for the readers and frees',
    effect:
      'the switch to another task counts as the end of the section: what it reads is freed while it sleeps',
  },
  irq: {
    begins: 'the processor takes no interrupts',
    other: 'the interrupt that would end the sleep comes',
    effect: 'the processor does not take it: the sleeper waits for what waits for the end of its section',
  },
  preempt: {
    begins: 'the processor is to stay with this task',
    other: 'another task runs on the processor in the middle of the section',
    effect: 'finds its data half changed, or spins for what the sleeper holds',
  },
};

/** Another place of the file that takes the same lock, or an assumed one. */
function otherTaker(context: AnalysisContext, taken: Call): Step {
  const { waker } = stepsIn(context);
  const effect = 'spins for a lock whose holder is asleep, perhaps on the only processor it could run on';
  const lock = lockText(taken);
  for (const fn of context.model.functions) {
    for (const call of context.callsOf(fn)) {
      const isOther = call.api?.action === 'lock' && call.range[0] !== taken.range[0];
      if (isOther && lockText(call) === lock) return waker(call.range, callText(call), effect);
    }
  }
  return waker(undefined, callText(taken), effect);
}

function lockText({ api, args }: Call): string {
  return squeeze(args[api?.lock?.arg ?? 0]?.text ?? '');
}

/** The schedule in which a handler sleeps: it borrows the task that it interrupted. */
export function sleepInHandler(context: AnalysisContext, use: HandlerUse, sleeping: Call): readonly Step[] {
  const { waiter, waker } = stepsIn(context);
  const queue = queueOf(sleeping);
  const wake = queue && findWaker(context, queue);
  const wakes = wake ? wake.text : 'what it sleeps for comes';
  return [
    waiter(use.range, `the handler that ${use.by}() set runs`, BORROWED[use.context]),
    waiter(sleeping.range, callText(sleeping), 'puts the interrupted task to sleep, whatever it holds'),
    waker(wake?.range, wakes, STUCK[use.context]),
  ];
}

const BORROWED: Readonly<Record<HandlerContext, string>> = {
  interrupt: 'on top of whatever task the interrupt came to, with its line off',
  softirq: 'on top of whatever task runs, with bottom halves off',
  rcu: 'among the callbacks of a processor, with bottom halves off',
  ipi: 'on every processor, with interrupts off, while the caller spins for its end',
};

const STUCK: Readonly<Record<HandlerContext, string>> = {
  interrupt: 'cannot be served: the interrupt is not over, and its line stays off',
  softirq: 'cannot be served: no other timer, tasklet or packet of this processor has its turn',
  rcu: 'cannot be served: every callback behind this one waits, and with them every synchronize_rcu()',
  ipi: 'cannot be served: the caller spins until the function has returned everywhere',
};
