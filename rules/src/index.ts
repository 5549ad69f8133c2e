import { plugin } from './plugin/plugin.js';

export type { WaitqConfigs } from './plugin/configs.js';
export type { WaitqPlugin } from './plugin/plugin.js';

export const { configs, languages, meta, rules } = plugin;

// `require('eslint-plugin-waitq')` gives the plugin itself, as CommonJS configs expect.
export { plugin as default, plugin as 'module.exports' };
