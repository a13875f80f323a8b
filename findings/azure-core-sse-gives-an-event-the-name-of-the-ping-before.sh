#!/usr/bin/env bash
# @azure/core-sse 2.3.0 with eventsource-encoder 1.0.2 and eventsource-parser 3.1.1 (Node 20.20.2). One would expect that an event that has
# a name and no data comes to nothing: in the specification of server-sent events (HTML, 9.2.6), an empty line with an empty data buffer
# clears the buffer of the event type as well. The source of the package links to that section.
# What really happens: an empty line ends a message only if it has data. So the name stays, and the next event gets it. A server that keeps
# the line open with pings of the name only, as the encoder writes them, makes each first event after a ping a "ping". A client that skips
# pings loses that event, without an error, and only when the server was quiet before. The time of `retry` stays in the same way. In the
# same code, an empty first line of data is lost: the text "\n- milk" arrives as "- milk". 2.4.0 has both. The remedy is to write `data:` with
# each ping, or to send a comment instead.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "type": "module" }' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts \
  @azure/core-sse@2.3.0 eventsource-encoder@1.0.2 eventsource-parser@3.1.1 > /dev/null 2>&1
cat > run.js <<'JS'
import { createSseStream } from '@azure/core-sse'
import { encode } from 'eventsource-encoder'
import { createParser } from 'eventsource-parser'
const text = [{ event: 'ping' }, { data: 'one' }, { data: 'two' }, { data: '\n- milk' }].map(encode).join('')
const told = (events) => events.map(({ event, data }) => `${event || 'message'} ${JSON.stringify(data)}`).join(', ')
const bytes = new ReadableStream({
  start(controller) {
    controller.enqueue(new TextEncoder().encode(text))
    controller.close()
  },
})
const azure = []
for await (const event of createSseStream(bytes)) azure.push(event)
const peer = []
createParser({ onEvent: (event) => peer.push(event) }).feed(text)
console.log(`sent: ${JSON.stringify(text)}`)
console.log(`eventsource-parser: ${told(peer)}`)
console.log(`@azure/core-sse: ${told(azure)}`)
JS
saw=$(node run.js)
echo "$saw"
[ "$saw" = 'sent: "event: ping\n\n\ndata: one\n\ndata: two\n\ndata: \ndata: - milk\n\n"
eventsource-parser: message "one", message "two", message "\n- milk"
@azure/core-sse: ping "one", message "two", message "- milk"' ]
