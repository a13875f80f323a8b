#!/usr/bin/env bash
# @opentelemetry/sdk-trace-base 2.12.1 (Node 20.20.2). One would expect `exception.type` to be the class of the error, such as TypeError:
# the semantic conventions say "the type of the exception (its fully-qualified class name, if applicable)".
# What really happens: if the error has a `code`, recordException() writes the code, and the class is nowhere but in the stack. An error of
# a database with the code 23505, and one of HTTP with the code 404, have these as their type. A code of 0 or '' does not count.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "type": "module" }' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts @opentelemetry/sdk-trace-base@2.12.1 @opentelemetry/api@1.9.1 > /dev/null 2>&1
cat > run.js <<'JS'
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base'
const exporter = new InMemorySpanExporter()
const span = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }).getTracer('orders').startSpan('save')
class OrderError extends Error { name = 'OrderError' }
for (const code of [undefined, 'ENOENT', 404, 0]) span.recordException(Object.assign(new OrderError('no'), { code }))
span.end()
console.log(exporter.getFinishedSpans()[0].events.map(({ attributes }) => attributes['exception.type']).join(', '))
JS
saw=$(node run.js)
echo "$saw"
[ "$saw" = 'OrderError, ENOENT, 404, OrderError' ]
