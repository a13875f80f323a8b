// The real one: fetched from the registry into this folder, and loaded in Node with what it expects of a page.

import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { FlexLike } from '../../tests/flex/programs.js'

const home = fileURLToPath(new URL('.', import.meta.url))

/** Installs what `package.json` in this folder names, unless it is there. */
export function installReal(): void {
  if (existsSync(join(home, 'node_modules/@twilio/flex-ui')) && existsSync(join(home, 'node_modules/jsdom'))) return
  const quiet = ['--no-package-lock', '--ignore-scripts', '--legacy-peer-deps', '--no-audit', '--no-fund']
  execFileSync('npm', ['install', '--prefer-offline', ...quiet], { cwd: home, stdio: 'inherit' })
}

/**
 * Loads the package, and gives what makes a fresh set of its actions.
 *
 * It is asked for what it does and not looked into. What it prints, it prints to the console as it is when it is loaded: nowhere.
 */
export function loadReal(): () => FlexLike {
  const require = createRequire(import.meta.url)
  for (const method of ['debug', 'error', 'info', 'log', 'trace', 'warn'] as const) console[method] = () => {}
  const { window } = new (require('jsdom').JSDOM)('<!doctype html><html><body></body></html>', {
    url: 'https://flex.example.org/',
    pretendToBeVisual: true,
  })
  for (const key of Object.getOwnPropertyNames(window)) {
    if (!(key in globalThis)) define(key, window[key])
  }
  define('window', globalThis)
  define('self', globalThis)
  for (const verb of ['addEventListener', 'removeEventListener', 'dispatchEvent'])
    define(verb, window[verb].bind(window))
  // jsdom plays no sounds.
  for (const verb of ['load', 'pause', 'play']) window.HTMLMediaElement.prototype[verb] = () => Promise.resolve()
  const { Actions } = require('@twilio/flex-ui')
  const { constructor: Real } = Object.getPrototypeOf(Actions)
  return () => new Real()
}

function define(key: string, value: unknown): void {
  Object.defineProperty(globalThis, key, { value, configurable: true, writable: true })
}
