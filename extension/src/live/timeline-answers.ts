import type { Selection, ToHost, ToPage } from 'waitq/inspect/page';
import type { LiveHub } from './hub.js';
import type { Recorded, Recorder } from './recorder.js';
import type { SharedSelection } from './selection.js';

/** What the page of the timeline may ask for. */
export interface Answering {
  readonly hub: LiveHub;
  readonly selection: SharedSelection;
  readonly recorder: Recorder;
  open(selection: Selection): void;
  /** Keeps a recording that was stopped in the timeline; answers what became of it, in words. */
  keep(recorded: Recorded): Promise<string>;
}

/** Answers what the page asks; it reads what went wrong there. */
export function createAnswers(
  { hub, selection, recorder, open, keep }: Answering,
  tell: (message: ToPage) => void,
): (message: ToHost) => Promise<void> {
  async function answer(message: ToHost): Promise<void> {
    switch (message.type) {
      case 'ready':
        // A page that was hidden is made anew when it is shown, and knows nothing.
        for (const told of hub.replay()) tell(told);
        tell({ type: 'select', selection: selection.now });
        return tellWhatIsRecorded();
      case 'resync':
        return hub.find(message.program)?.resync();
      case 'open':
        return open(message.selection);
      case 'select':
        return selection.set(message.selection, 'timeline');
      case 'check':
        return hub.find(message.program)?.refresh({ evaluate: true });
      case 'evaluate':
        return evaluate(message);
      case 'record':
        return message.on ? start(message.program) : stop(message.program);
    }
  }

  async function evaluate({ program, waiter, force = false }: Of<'evaluate'>): Promise<void> {
    const answer = (await hub.find(program)?.evaluate(waiter, force)) ?? 'The program has ended.';
    const told = { type: 'evaluated', program, waiter } as const;
    tell(typeof answer === 'string' ? { ...told, problem: answer } : { ...told, evaluation: answer });
  }

  async function start(program: string): Promise<void> {
    await recorder.start(program);
    tellWhatIsRecorded();
  }

  function tellWhatIsRecorded(): void {
    const names = recorder.names.join(', ');
    if (names !== '') tell({ type: 'notice', message: `Recording, until you stop it: ${names}.` });
  }

  async function stop(program: string): Promise<void> {
    const recorded = await recorder.stop(program);
    const { name, recording } = recorded;
    tell({ type: 'recording', name: `${name}, recorded`, recording });
    tell({ type: 'notice', message: await keep(recorded) });
  }

  return async (message) => {
    try {
      await answer(message);
    } catch (error) {
      tell({ type: 'notice', message: error instanceof Error ? error.message : String(error) });
    }
  };
}

type Of<Type extends ToHost['type']> = Extract<ToHost, { type: Type }>;
