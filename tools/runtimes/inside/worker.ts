// The suite in a worker, which answers a request with its report.

import { runAll } from './suite.js'

export default {
  async fetch(): Promise<Response> {
    return Response.json(await runAll(console.log))
  },
}
