#!/usr/bin/env bash
# @opentelemetry/core 2.12.1 with traceparent 1.0.0 and tctx 0.2.6 (Node 20.20.2). One would expect that the propagator writes a header
# that it reads itself. W3C Trace Context has two digits of flags (3.2.2), which are bits. A header of a later version is to be read as
# far as it is known, and a header of the own version is to be made of it (3.2.4, "Versioning of traceparent"), with unknown bits as zero.
# What really happens: inject() writes a "0" and the flags in hexadecimal, so flags above 15 have three digits. extract() takes
# such flags, and keeps them as they are. So a request of a later version, with a bit that has no name yet, leaves with an invalid header.
# The next service with the same library, or with tctx, starts a new trace, and the trace breaks behind the service that did nothing
# wrong. traceparent reads the first two digits only: "010" is 01 for it, so a request that is not sampled becomes one that is. Core
# 3.1.1 does the same. The remedy is a propagator around it that keeps the two bits which are known: traceFlags & 3.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "type": "module" }' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts \
  @opentelemetry/api@1.9.1 @opentelemetry/core@2.12.1 traceparent@1.0.0 tctx@0.2.6 > /dev/null 2>&1
cat > run.js <<'JS'
import { defaultTextMapGetter, defaultTextMapSetter, ROOT_CONTEXT, trace } from '@opentelemetry/api'
import { W3CTraceContextPropagator } from '@opentelemetry/core'
import * as tctx from 'tctx/traceparent'
import TraceParent from 'traceparent'
const propagator = new W3CTraceContextPropagator()
const extract = (carrier) => propagator.extract(ROOT_CONTEXT, carrier, defaultTextMapGetter)
for (const flags of ['00', '01', '10', '11']) {
  const out = {}
  const traceparent = `01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-${flags}`
  propagator.inject(extract({ traceparent }), out, defaultTextMapSetter)
  const again = trace.getSpanContext(extract(out)) ? 'goes on' : 'is lost'
  const other = tctx.parse(out.traceparent) ? 'goes on' : 'is lost'
  const sampled = TraceParent.fromString(out.traceparent).recorded
  const left = out.traceparent.slice(53)
  console.log(`${flags} leaves as ${left}: the trace ${again}, with tctx it ${other}, with traceparent sampled: ${sampled}`)
}
JS
saw=$(node run.js)
echo "$saw"
[ "$saw" = '00 leaves as 00: the trace goes on, with tctx it goes on, with traceparent sampled: false
01 leaves as 01: the trace goes on, with tctx it goes on, with traceparent sampled: true
10 leaves as 010: the trace is lost, with tctx it is lost, with traceparent sampled: true
11 leaves as 011: the trace is lost, with tctx it is lost, with traceparent sampled: true' ]
