import type { PageState, ProgramView } from '../state/model.js';
import { listed, standingsOf } from '../state/standing.js';

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
      {standingsOf(programs).map(({ status, title, words }) => (
        <p key={title} class={`notice ${status === 'lost' ? 'warning' : ''}`}>
          <b>{title}</b> {words}
        </p>
      ))}
      {recorded.length > 0 && (
        <p class="notice recording">Recording, until you stop it: {listed(recorded)}.</p>
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
