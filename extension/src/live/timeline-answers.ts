import type { Selection, ToHost, ToPage } from 'waitq/inspect/page';
import type { LiveHub } from './hub.js';
import type { OpenRecordings } from './open-recordings.js';
import type { Recorded, Recorder } from './recorder.js';
import type { SharedSelection } from './selection.js';

/** What the page of the timeline may ask for. */
export interface Answering {
  readonly hub: LiveHub;
  readonly selection: SharedSelection;
  readonly recorder: Recorder;
  readonly recordings: OpenRecordings;
  /** Opens the source; `site` is what a recording says of its place. */
  open(selection: Selection, site?: string): void;
  /** Asks the person for recordings to open. */
  openRecordings(): Promise<void>;
  /** Asks the person where to save a recording; answers what became of it, in words. */
  keep(recorded: Recorded): Promise<string>;
}

/** Answers what the page asks; it reads what went wrong there. */
export function createAnswers(
  { hub, selection, recorder, recordings, open, openRecordings, keep }: Answering,
  tell: (message: ToPage) => void,
): (message: ToHost) => Promise<void> {
  async function answer(message: ToHost): Promise<void> {
    switch (message.type) {
      case 'ready':
        // A page that was hidden is made anew when it is shown, and knows nothing.
        for (const told of [...hub.replay(), ...recordings.tell(true)]) tell(told);
        return tell({ type: 'select', selection: selection.now });
      case 'resync':
        return hub.find(message.program)?.resync();
      case 'open':
        return open(message.selection, message.site);
      case 'select':
        return selection.set(message.selection, 'timeline');
      case 'check':
        return hub.find(message.program)?.refresh({ evaluate: true });
      case 'evaluate':
        return evaluate(message);
      case 'record':
        return message.on ? recorder.start(message.program) : stop(message.program);
      case 'openRecording':
        return openRecordings();
      case 'save':
        return save(message.program);
      case 'close':
        return close(message.program);
    }
  }

  async function evaluate({ program, waiter, force = false }: Of<'evaluate'>): Promise<void> {
    const answer = (await hub.find(program)?.evaluate(waiter, force)) ?? 'The program has ended.';
    const told = { type: 'evaluated', program, waiter } as const;
    tell(typeof answer === 'string' ? { ...told, problem: answer } : { ...told, evaluation: answer });
  }

  async function stop(program: string): Promise<void> {
    const recorded = await recorder.stop(program);
    recordings.add({ ...recorded, name: `${recorded.name}, recorded` });
    for (const message of recordings.tell(false)) tell(message);
    tell({ type: 'notice', message: await keep(recorded) });
  }

  async function save(id: string): Promise<void> {
    const recorded = recordings.find(id);
    if (recorded) tell({ type: 'notice', message: await keep(recorded) });
  }

  function close(id: string): void {
    recordings.close(id);
    if (selection.now?.program === id) selection.set(null, 'timeline');
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
