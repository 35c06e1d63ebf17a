// What is a mistake in a .vue or .js file.
import { readFileSync } from 'node:fs';
import js from '@eslint/js';
import vue from 'eslint-plugin-vue';
import globals from 'globals';

// Every component may call what these define: they stand before them in the module that a page loads.
const names = ['keys', 'drag', 'numbers', 'dates', 'ticks', 'folders', 'picture', 'saving'];
const scripts = names.map((name) => readFileSync(new URL(`app/charts/${name}.js`, import.meta.url), 'utf-8'));
const shared = [...scripts.join('').matchAll(/^const (\w+) =/gm)].map(([, name]) => name);

export default [
  { ignores: ['**/node_modules/', '.venv/', 'data/'] },
  js.configs.recommended,
  ...vue.configs['flat/essential'],
  {
    languageOptions: { globals: globals.browser },
    rules: { 'vue/multi-word-component-names': 'off', 'no-unused-vars': ['error', { caughtErrors: 'none' }] },
  },
  {
    files: ['app/**/*.vue'],
    languageOptions: { globals: Object.fromEntries(shared.map((name) => [name, 'readonly'])) },
  },
  {
    files: names.map((name) => `app/charts/${name}.js`),
    rules: { 'no-unused-vars': 'off' },
  },
  { files: ['app/charts/picture.js'], languageOptions: { globals: { inDate: 'readonly' } } },
  { files: ['**/*.js', '**/*.mjs', '**/*.vue'], rules: { 'max-len': ['error', { code: 120 }] } },
  { files: ['tests/**/*.mjs'], languageOptions: { globals: globals.node } },
];
