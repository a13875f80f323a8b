#!/usr/bin/env bash
# chrome-trace-event 1.0.4 (Node 20.20.2), which webpack uses. One would expect that each event of `new Tracer({ fields })`, and of
# `tracer.child(fields)`, has these fields: the types have both, and the source says that it fills in `cat` and `args` because the viewer
# requires them.
# What really happens: no event ever has a field of its tracer. They are stored, merged with those of the parent, and never read. So a trace
# of several workers, each with a child tracer and its own `tid`, shows all of them in one row, where their events overlap, and nothing can
# be filtered by category. Only what is given with each event is written. And a child of a tracer with `noStream` writes at once, before all
# that its parent has kept for flush().
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "type": "module" }' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts chrome-trace-event@1.0.4 > /dev/null 2>&1
cat > run.js <<'JS'
import chromeTraceEvent from 'chrome-trace-event'
const tracer = new chromeTraceEvent.Tracer({ noStream: true, fields: { cat: ['build'], args: { run: 7 } } })
const child = tracer.child({ tid: 2, cat: ['worker'] })
tracer.begin({ name: 'all' })
child.begin({ name: 'one' })
child.end({ name: 'one', tid: 3, cat: ['given'] })
tracer.end({ name: 'all' })
tracer.flush()
const told = ({ ph, name, cat, args, tid, pid }) => `${ph} ${name}: cat ${cat}, args ${JSON.stringify(args)}, tid ${tid === pid ? 'pid' : tid}`
console.log(JSON.parse(tracer.read()).map(told).join('\n'))
JS
saw=$(node run.js)
echo "$saw"
[ "$saw" = 'B one: cat undefined, args undefined, tid pid
E one: cat given, args undefined, tid 3
B all: cat undefined, args undefined, tid pid
E all: cat undefined, args undefined, tid pid' ]
