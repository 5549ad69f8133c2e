export { analyze } from './analyze.js';
