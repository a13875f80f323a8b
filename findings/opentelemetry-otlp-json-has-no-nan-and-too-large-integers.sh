#!/usr/bin/env bash
# @opentelemetry/otlp-transformer 0.223.1 with sdk-trace-base 2.12.1 (Node 20.20.2). One would expect that the JSON of a span says what its
# protobuf says: OTLP/JSON is the JSON mapping of protobuf, which writes NaN and Infinity as texts, and int64 only up to 2^63.
# What really happens: the protobuf serializer is right, and the JSON serializer of the same package is not. NaN and Infinity become
# `{"doubleValue":null}`, and every whole number becomes an intValue, also 1e300. The collector answers 400 to the first, and drops all
# spans of the request with it (vercel/ai issue 6546 tells how one NaN of a token count did that). So a rate that was divided by zero loses
# the traces of everybody else in the batch, and only with the exporter for JSON. The remedy is Number.isFinite() before setAttribute(), or
# the exporter for protobuf.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "type": "module" }' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts @opentelemetry/otlp-transformer@0.223.1 \
  @opentelemetry/sdk-trace-base@2.12.1 @opentelemetry/api@1.9.1 protobufjs@8.0.0 > /dev/null 2>&1
cat > run.js <<'JS'
import { JsonTraceSerializer, ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer'
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base'
import protobuf from 'protobufjs'
const exporter = new InMemorySpanExporter()
const span = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }).getTracer('orders').startSpan('save')
span.setAttributes({ half: 0.5, rate: Number.NaN, limit: Number.POSITIVE_INFINITY, total: 1e300 })
span.end()
const spans = exporter.getFinishedSpans()
const json = new TextDecoder().decode(JsonTraceSerializer.serializeRequest(spans))
// The part of the schema of OTLP that the attributes need.
const { root } = protobuf.parse(`syntax = "proto3";
  message Request { repeated Resource resourceSpans = 1; }
  message Resource { repeated Scope scopeSpans = 2; }
  message Scope { repeated Span spans = 2; }
  message Span { repeated Attribute attributes = 9; }
  message Attribute { string key = 1; Value value = 2; }
  message Value { oneof value { string stringValue = 1; bool boolValue = 2; int64 intValue = 3; double doubleValue = 4; } }`)
const binary = root.lookupType('Request').decode(ProtobufTraceSerializer.serializeRequest(spans)).toJSON()
const told = ({ resourceSpans: [{ scopeSpans: [{ spans: [{ attributes }] }] }] }) =>
  attributes.map(({ key, value }) => `${key} ${JSON.stringify(value)}`).join(', ')
console.log(`protobuf: ${told(binary)}`)
console.log(`JSON:     ${told(JSON.parse(json))}`)
JS
saw=$(node run.js)
echo "$saw"
[ "$saw" = 'protobuf: half {"doubleValue":0.5}, rate {"doubleValue":"NaN"}, limit {"doubleValue":"Infinity"}, total {"doubleValue":1e+300}
JSON:     half {"doubleValue":0.5}, rate {"doubleValue":null}, limit {"doubleValue":null}, total {"intValue":1e+300}' ]
