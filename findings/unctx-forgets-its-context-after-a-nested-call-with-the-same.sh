#!/usr/bin/env bash
# unctx 3.0.1 (Node 20.20.2). One would expect that the function given to call() has its context until it returns or, when it is
# asynchronous, until its first await: the README says so. It also says that a call inside a call throws "Context conflict", unless both
# have the same instance.
# What really happens: the inner call with the same instance takes the context away when it ends, and the outer function goes on
# without. tryUse() is null there, use() throws "Context is not available". The code does not keep what was before; it sets the context to
# undefined. So a helper that puts its own call() around itself, to be safe, breaks the code behind it in each function that calls it, and a
# middleware does so to those around it. With `asyncContext: true`, which is said to be about what comes after an await, the same code
# works. The remedy is that option, or a call() only where tryUse() is null.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "type": "module" }' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts unctx@3.0.1 > /dev/null 2>&1
cat > run.js <<'JS'
import { createContext } from 'unctx'
const app = { name: 'shop' }
for (const asyncContext of [false, true]) {
  const context = createContext({ asyncContext })
  const name = () => context.tryUse()?.name ?? 'nothing'
  context.call(app, () => {
    const before = name()
    const inside = context.call(app, name)
    console.log(`asyncContext ${asyncContext}: ${before} before, ${inside} inside, ${name()} after`)
  })
}
JS
saw=$(node run.js)
echo "$saw"
[ "$saw" = 'asyncContext false: shop before, shop inside, nothing after
asyncContext true: shop before, shop inside, shop after' ]
