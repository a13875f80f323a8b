#!/usr/bin/env bash
# fetch-event-stream 0.1.6 with hono 4.13.19 (Node 20.20.2). One would expect that a text that streamSSE() of hono sends arrives as it is.
# The HTML standard takes one space after the colon away, and hono writes one.
# What really happens: all white space at the head of each line is gone, and so are empty lines at the head of the text. split() looks for a
# colon and as many spaces as there are. The words of a model, which begin with a space, stick together, and code and YAML lose their
# indent. JSON is not harmed, and so the examples do not show it. eventsource-parser 3.1.1 reads what was sent.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "type": "module" }' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts \
  fetch-event-stream@0.1.6 hono@4.13.19 eventsource-parser@3.1.1 > /dev/null 2>&1
cat > run.js <<'JS'
import { EventSourceParserStream } from 'eventsource-parser/stream'
import { events } from 'fetch-event-stream'
import { Hono } from 'hono'
import { streamSSE } from 'hono/streaming'
const texts = ['Good', ' day', 'if:\n  go', '\nlast']
const app = new Hono()
app.get('/', (c) => streamSSE(c, async (stream) => { for (const data of texts) await stream.writeSSE({ data }) }))
const told = async (stream) => {
  const seen = []
  for await (const { data } of stream) seen.push(data)
  return JSON.stringify(seen)
}
const body = async () => (await app.request('/')).body.pipeThrough(new TextDecoderStream())
console.log(`sent:               ${JSON.stringify(texts)}`)
console.log(`eventsource-parser: ${await told((await body()).pipeThrough(new EventSourceParserStream()))}`)
console.log(`fetch-event-stream: ${await told(events(await app.request('/')))}`)
JS
saw=$(node run.js)
echo "$saw"
[ "$saw" = 'sent:               ["Good"," day","if:\n  go","\nlast"]
eventsource-parser: ["Good"," day","if:\n  go","\nlast"]
fetch-event-stream: ["Good","day","if:\ngo","last"]' ]
