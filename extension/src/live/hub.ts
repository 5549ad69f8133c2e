import type { ProgramStatus, ShownProgram, ToPage } from 'waitq/inspect/page';
import { createHistory, type History } from './history.js';
import {
  emptyModel,
  newProgram,
  pictureOf,
  withDelta,
  withoutProgram,
  withProgram,
  withSnapshot,
  type LiveModel,
  type Program,
} from './model.js';
import type { Delta, Finding, Heard, Snapshot } from './snapshot.js';
import type { Source } from './source.js';

/** All that is known of the programs that are watched; tree, timeline and editor show it. */
export class LiveHub {
  readonly #sources = new Map<string, Source>();
  readonly #histories = new Map<string, History>();
  /** What became of programs before they were heard. */
  readonly #early = new Map<string, ProgramStatus>();
  readonly #listeners: ((model: LiveModel) => void)[] = [];
  readonly #readers: ((message: ToPage) => void)[] = [];
  #model = emptyModel;

  get model(): LiveModel {
    return this.#model;
  }

  /** Programs that have ended make room for the new one. */
  add(source: Source): void {
    this.#sources.set(source.id, source);
    const over = [...this.#model.programs.values()].filter(({ status }) => status === 'ended');
    for (const { id } of over) this.#histories.delete(id);
    this.#set(over.reduce((next, { id }) => withoutProgram(next, id), this.#model));
  }

  /** The program has gone; with what it did last it stays for the timeline, until another one begins. */
  end(id: string): void {
    this.#sources.delete(id);
    this.#early.delete(id);
    const program = this.#model.programs.get(id);
    if (program?.sequence === undefined) this.#set(withoutProgram(this.#model, id));
    else {
      const ended = { status: 'ended', problem: undefined, isRecording: false } as const;
      this.#set(withProgram(this.#model, { ...program, ...ended }));
    }
  }

  find(id: string): Source | undefined {
    return this.#sources.get(id);
  }

  /**
   * A program has said something; `null`: it has no queue to show.
   * @returns whether it fits what is known; else a whole picture is needed
   */
  hear(id: string, heard: Heard | null): boolean {
    if (!this.#sources.has(id)) return true;
    if (!heard) {
      this.#set(withoutProgram(this.#model, id));
      return true;
    }
    if (heard.snapshot) this.#hearSnapshot(id, heard.snapshot);
    if (heard.delta && !this.#hearDelta(id, heard.delta)) return false;
    if (heard.findings) this.#hearFindings(id, heard.findings);
    return true;
  }

  /** A program can't be read, or not any more. */
  fail(id: string, problem: string): void {
    const program = this.#known(id);
    if (!this.#sources.has(id) || program.problem === problem) return;
    this.#set(withProgram(this.#model, { ...program, problem, status: 'lost', findings: [] }));
  }

  setStatus(id: string, status: ProgramStatus): void {
    const program = this.#model.programs.get(id);
    if (!program) {
      this.#early.set(id, status);
      if (status === 'connecting') this.#set(withProgram(this.#model, this.#known(id)));
    } else if (program.status !== status) this.#set(withProgram(this.#model, { ...program, status }));
  }

  /** Whether what the program does is kept for a recording. */
  setRecording(id: string, isRecording: boolean): void {
    const program = this.#model.programs.get(id);
    if (!program || program.status === 'ended' || program.isRecording === isRecording) return;
    this.#set(withProgram(this.#model, { ...program, isRecording }));
  }

  /** Calls back after each change of the model. */
  onChange(listener: (model: LiveModel) => void): void {
    this.#listeners.push(listener);
  }

  /** Calls back with what a timeline that is drawn already has to be told. */
  onMessage(reader: (message: ToPage) => void): void {
    this.#readers.push(reader);
  }

  /** What a timeline that is empty has to be told. */
  replay(): readonly ToPage[] {
    const programs = [...this.#model.programs.values()];
    return [
      this.#programs(),
      ...programs.flatMap(({ id, findings }): ToPage[] => [
        ...(this.#histories.get(id)?.replay(id) ?? []),
        { type: 'findings', program: id, findings },
      ]),
    ];
  }

  #hearSnapshot(id: string, snapshot: Snapshot): void {
    const before = this.#known(id);
    const next = withSnapshot(before, snapshot);
    if (next === before) return;
    this.#historyOf(id).begin(snapshot);
    this.#set(withProgram(this.#model, awake(next)));
    this.#tell({ type: 'snapshot', program: id, snapshot });
  }

  #hearDelta(id: string, delta: Delta): boolean {
    const next = withDelta(this.#known(id), delta);
    if (!next) return false;
    this.#historyOf(id).add(delta, () => pictureOf(next));
    this.#set(withProgram(this.#model, awake(next)));
    this.#tell({ type: 'delta', program: id, delta });
    return true;
  }

  #hearFindings(id: string, findings: readonly Finding[]): void {
    const program = this.#known(id);
    if (JSON.stringify(findings) === JSON.stringify(program.findings)) return;
    this.#set(withProgram(this.#model, { ...program, findings }));
    this.#tell({ type: 'findings', program: id, findings });
  }

  #set(next: LiveModel): void {
    if (next === this.#model) return;
    const areOthers = shownOf(next) !== shownOf(this.#model);
    this.#model = next;
    if (areOthers) this.#tell(this.#programs());
    for (const listener of this.#listeners) listener(next);
  }

  #tell(message: ToPage): void {
    for (const read of this.#readers) read(message);
  }

  #programs(): ToPage {
    const programs = [...this.#model.programs.values()];
    return {
      type: 'programs',
      programs: programs.map(shown),
    };
  }

  #known(id: string): Program {
    const { programs } = this.#model;
    const name = this.#sources.get(id)?.name ?? id;
    return programs.get(id) ?? newProgram(id, name, this.#early.get(id) ?? 'live');
  }

  #historyOf(id: string): History {
    const history = this.#histories.get(id) ?? createHistory();
    this.#histories.set(id, history);
    return history;
  }
}

/** A program that was only waited for runs, now that it is heard. */
function awake(program: Program): Program {
  const { status } = program;
  return status === 'connecting' || status === 'lost' ? { ...program, status: 'live' } : program;
}

function shown({ id, name, status, problem, info, isRecording }: Program): ShownProgram {
  return {
    id,
    name,
    status,
    ...(problem === undefined ? {} : { detail: problem }),
    ...(info ? { program: info } : {}),
    ...(isRecording ? { isRecording } : {}),
  };
}

/** All that the list of programs says. */
function shownOf({ programs }: LiveModel): string {
  return JSON.stringify([...programs.values()].map(shown));
}
