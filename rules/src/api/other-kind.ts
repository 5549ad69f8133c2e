import type { ApiEntry, Family } from './entry.js';
import { kernelApi } from './kernel.js';
import { waitqApi } from './waitq.js';

/** A call's counterpart on another kind of queue, and the module it comes from. */
export interface Counterpart {
  readonly name: string;
  /** JavaScript: import specifier. */
  readonly module?: string;
}

/**
 * The function that does to a queue of `family` what `entry` does to its own kind; undefined where there is none with the
 * same arguments.
 */
export function counterpartFor(entry: ApiEntry, family: Family): Counterpart | undefined {
  for (const row of ROWS) {
    const [from, to] = [row[entry.family as Kind], row[family as Kind]];
    if (!from?.includes(entry.name) || !to) continue;
    const found = to.map((name) => entryOf(name, entry.language)).find((one) => one !== undefined);
    if (found) return { name: found.name, ...(found.modules && { module: found.modules[0]! }) };
  }
  return undefined;
}

type Kind = 'wait' | 'swait' | 'completion';
/** Names that mean the same on queues of different kinds; the first one known in the language is the one to write. */
type Row = Readonly<Partial<Record<Kind, readonly string[]>>>;

const ROWS: readonly Row[] = [
  {
    wait: ['wake_up', 'wakeUp', 'wake_up_interruptible', 'wake_up_sync', 'wakeUpInterruptible', 'wakeUpSync'],
    swait: ['swake_up_one', 'swakeUpOne', 'swake_up', 'swakeUp'],
    completion: ['complete'],
  },
  {
    wait: ['wake_up_all', 'wakeUpAll', 'wake_up_interruptible_all', 'wakeUpInterruptibleAll'],
    swait: ['swake_up_all', 'swakeUpAll'],
    completion: ['complete_all'],
  },
  { wait: ['wake_up_locked', 'wakeUpLocked'], swait: ['swake_up_locked', 'swakeUpLocked'] },
  {
    wait: ['waitqueue_active', 'waitQueueActive'],
    swait: ['swait_active', 'swaitActive'],
  },
  { wait: ['wq_has_sleeper'], swait: ['swq_has_sleeper'] },
  {
    wait: ['prepare_to_wait', 'prepare_to_wait_event', 'prepareToWait'],
    swait: ['prepare_to_swait_event', 'swaitPrepare', 'swait_prepare'],
  },
  {
    wait: ['prepare_to_wait_exclusive', 'prepareToWaitExclusive'],
    swait: ['prepare_to_swait_exclusive', 'swaitPrepareExclusive'],
  },
  { wait: ['finish_wait', 'finishWait'], swait: ['finish_swait', 'swaitFinish', 'swait_finish'] },
  ...['', '_interruptible', '_idle'].flatMap((state): readonly Row[] => [
    {
      wait: [`wait_event${state}`, camel(`wait_event${state}`)],
      swait: [`swait_event${state}_exclusive`, camel(`swait_event${state}`), `swait_event${state}`],
    },
    {
      wait: [`wait_event${state}_timeout`, camel(`wait_event${state}_timeout`)],
      swait: [
        `swait_event${state}_timeout_exclusive`,
        camel(`swait_event${state}_timeout`),
        `swait_event${state}_timeout`,
      ],
    },
  ]),
];

function camel(name: string): string {
  return name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function entryOf(name: string, language: ApiEntry['language']): ApiEntry | undefined {
  if (language === 'js') return waitqApi.find((entry) => entry.name === name);
  const found = kernelApi(name);
  return found?.historic ? undefined : found;
}
