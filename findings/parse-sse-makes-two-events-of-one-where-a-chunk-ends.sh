#!/usr/bin/env bash
# parse-sse 0.1.0 (Node 20.20.2). One would expect that the events of a stream do not depend on where the network cuts it: the HTML standard
# has CRLF as one end of a line, and the README says that the parser follows the standard.
# What really happens: when a chunk ends between CR and LF, an event with two lines of data becomes two events. The parser takes the CR at
# the end of its buffer for the end of a line at once, and the LF at the head of the next chunk for an empty line, which ends the event. So
# an answer that is several lines long arrives in pieces, now and then, and only from servers that write CRLF, as sse-starlette does. With
# eventsource-parser 3.1.1, each cut gives the same event.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "type": "module" }' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts parse-sse@0.1.0 eventsource-parser@3.1.1 > /dev/null 2>&1
cat > run.js <<'JS'
import { EventSourceParserStream } from 'eventsource-parser/stream'
import { ServerSentEventTransformStream } from 'parse-sse'
const text = 'data: [1,\r\ndata: 2]\r\n\r\n'
const read = async (parser, ...chunks) => {
  const stream = new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk)
      controller.close()
    },
  })
  const seen = []
  for await (const { data } of stream.pipeThrough(parser)) seen.push(data)
  return JSON.stringify(seen)
}
const cutsOf = async (Parser) => {
  const counts = {}
  for (let at = 1; at < text.length; at++) {
    const seen = await read(new Parser(), text.slice(0, at), text.slice(at))
    counts[seen] = (counts[seen] ?? 0) + 1
  }
  return Object.entries(counts).sort().map(([seen, count]) => `${count} cuts ${seen}`).join(', ')
}
console.log(`parse-sse: ${await cutsOf(ServerSentEventTransformStream)}; eventsource-parser: ${await cutsOf(EventSourceParserStream)}`)
JS
saw=$(node run.js)
echo "$saw"
[ "$saw" = 'parse-sse: 1 cuts ["[1,","2]"], 21 cuts ["[1,\n2]"]; eventsource-parser: 22 cuts ["[1,\n2]"]' ]
