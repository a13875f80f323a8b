#!/usr/bin/env bash
# hookable 6.1.2 (Node 20.20.2). One would expect that callHook returns a promise: the README calls it `async callHook(name, ...args)`, and
# says that it rejects when a hook throws.
# What really happens: it returns undefined when nobody has hooked, and when no hook returned a promise. So
# `callHook('save').catch(report)` throws a TypeError, until a plugin with an asynchronous hook comes. A hook that throws makes a promise
# again. callHooks() loops over the hooks, and returns a promise only when it meets one. The types do say `Promise<any> | void`.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "type": "module" }' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts hookable@6.1.2 > /dev/null 2>&1
cat > run.js <<'JS'
import { createHooks } from 'hookable'
const isPromise = (...functions) => {
  const hooks = createHooks()
  for (const hook of functions) hooks.hook('save', hook)
  const returned = hooks.callHook('save')
  returned?.catch?.(() => {})
  return returned instanceof Promise
}
const fails = () => { throw new Error('no') }
console.log(`no hook: ${isPromise()}, sync: ${isPromise(() => {})}, async: ${isPromise(async () => {})}, throws: ${isPromise(fails)}`)
JS
saw=$(node run.js)
echo "$saw"
[ "$saw" = 'no hook: false, sync: false, async: true, throws: true' ]
