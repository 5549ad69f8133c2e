export interface Edit {
  readonly range: readonly [number, number];
  readonly text: string;
}

export function applyEdit(text: string, edit: Edit): string;
