// Runs the suite in a worker, and answers a request with the report.

import { runAll } from './suite.js'

export default {
  async fetch(): Promise<Response> {
    return Response.json(await runAll(console.log))
  },
}
