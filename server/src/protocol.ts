/** What the server and its clients say to each other beyond the Language Server Protocol. */

/** Notification, server → client: how the analysis of one document went. Its parameter is a `DocumentStatus`. */
export const statusNotification = 'waitq/status';

/** The section of the client's configuration that the server asks for, one answer a document. */
export const configurationSection = 'waitq';

/** Why a document has the diagnostics it has, or has none. */
export interface DocumentStatus {
  readonly uri: string;
  /**
   * `analysed`: all of it; `partial`: all but some parts that don't read as code; `ignored`: not a language the
   * rules know; `disabled`: switched off by the settings; `failed`: it does not parse.
   */
  readonly kind: 'analysed' | 'partial' | 'ignored' | 'disabled' | 'failed';
  /** One sentence for a person. */
  readonly reason: string;
  /** Findings shown. */
  readonly findings: number;
  /** How long the analysis took, in milliseconds; 0 where there was none. */
  readonly milliseconds: number;
}

/** How loud a rule is. */
export type RuleLevel = 'off' | 'warn' | 'error';

/** The settings of one document, in the shape of the configuration section. */
export interface Settings {
  readonly enable: boolean;
  readonly preset: 'recommended' | 'strict';
  /** Rules that differ from the preset, by their name without prefix. */
  readonly rules: Readonly<Record<string, RuleLevel>>;
  /** A JSON file with the project's own wait, wake, register and finish functions, relative to the workspace's folder; empty for none. */
  readonly api: string;
}
