import type { PageState, ProgramView } from '../state/model.js';
import { statuses } from '../state/words.js';

interface NoticesProps {
  readonly state: PageState;
  readonly programs: readonly ProgramView[];
  dismiss(): void;
}

/** What a person has to know to trust the picture: that it stands still, that it is old, that a request failed. */
export function Notices({ state, programs, dismiss }: NoticesProps) {
  const { notice } = state;
  const recorded = [...state.programs.values()]
    .filter(({ isRecording }) => isRecording)
    .map(({ name }) => name);
  return (
    <div class="notices" role="status">
      {state.connection === 'lost' && state.programs.size > 0 && (
        <p class="notice warning">
          <b>Connection lost.</b> What is shown may be old. Trying to connect again.
        </p>
      )}
      {programs
        .filter(({ status, detail }) => status in stillWords || (status === 'recorded' && detail))
        .map(({ id, name, status, detail }) => (
          <p key={id} class={`notice ${status === 'lost' ? 'warning' : ''}`}>
            <b>
              {name}: {statuses[status]}.
            </b>{' '}
            {detail ?? stillWords[status as keyof typeof stillWords]}
          </p>
        ))}
      {recorded.length > 0 && (
        <p class="notice recording">Recording, until you stop it: {recorded.join(', ')}.</p>
      )}
      {notice && (
        <p class="notice">
          {notice.href === undefined ? notice.message : <a href={notice.href}>{notice.message}</a>}{' '}
          <button type="button" onClick={dismiss}>
            Dismiss
          </button>
        </p>
      )}
    </div>
  );
}

const stillWords = {
  paused: 'The debugger has stopped it; this is how its queues are now.',
  lost: 'What is shown may be old.',
  ended: 'This is what it did last.',
  connecting: 'Waiting for the first picture.',
} as const;
