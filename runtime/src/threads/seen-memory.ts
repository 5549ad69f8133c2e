import { watch } from '../attention.js';
import type { LocalThreadWatch } from '../inspect/thread-stories.js';
import { joinJournal } from './join-journal.js';
import { ID_HIGH, ID_LOW } from './layout.js';
import type { Memory } from './memory.js';

/** What the live view asks of a queue and of a lock of threads alike. */
export class SeenMemory {
  readonly key: string;
  readonly memory: Memory;

  constructor(memory: Memory) {
    this.memory = memory;
    this.key = `${memory.words[ID_LOW]}:${memory.words[ID_HIGH]}`;
  }

  get name(): string {
    return this.memory.name;
  }

  get journal(): LocalThreadWatch | undefined {
    return this.memory.journal as LocalThreadWatch | undefined;
  }

  watched(): void {
    watch?.region(joinJournal(this.memory));
  }
}
