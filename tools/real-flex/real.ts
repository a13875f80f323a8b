// Installs the real Flex UI in this folder, and loads it in Node with the page objects that it expects.

import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { FlexLike } from '../../tests/flex/programs.js'

const home = fileURLToPath(new URL('.', import.meta.url))

/** Installs the packages of this folder's `package.json`, unless they are installed already. */
export function installReal(): void {
  if (existsSync(join(home, 'node_modules/@twilio/flex-ui')) && existsSync(join(home, 'node_modules/jsdom'))) return
  const quiet = ['--no-package-lock', '--ignore-scripts', '--legacy-peer-deps', '--no-audit', '--no-fund']
  execFileSync('npm', ['install', '--prefer-offline', ...quiet], { cwd: home, stdio: 'inherit' })
}

/**
 * Loads the package, and returns a function that makes a new set of its actions.
 *
 * Only the behaviour of the package is observed, never its code. The package keeps the console that exists when it is
 * loaded, so the console prints nothing from then on.
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
  // jsdom cannot play sounds.
  for (const verb of ['load', 'pause', 'play']) window.HTMLMediaElement.prototype[verb] = () => Promise.resolve()
  const { Actions } = require('@twilio/flex-ui')
  const { constructor: Real } = Object.getPrototypeOf(Actions)
  return () => new Real()
}

function define(key: string, value: unknown): void {
  Object.defineProperty(globalThis, key, { value, configurable: true, writable: true })
}
