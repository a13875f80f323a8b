// What the tests use without an import, and not every runtime has.

export { process, setImmediate } from './harness.js'
